"""Judgment of submissions: pure Python."""
