"""Alder Bay, a fictitious district: its people, its micro-credentials, its work, grown through actions."""
