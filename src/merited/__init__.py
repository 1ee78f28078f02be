"""Merited: people prove what they can do, colleagues judge it fairly, and the badge travels."""
