"""Judgment of catalog: pure Python."""
