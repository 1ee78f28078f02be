"""Judgment about awards: pure Python."""
