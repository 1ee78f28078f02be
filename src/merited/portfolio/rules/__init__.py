"""Judgment of portfolio: pure Python."""
