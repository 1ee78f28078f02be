"""Judgment of review: pure Python."""
