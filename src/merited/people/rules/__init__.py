"""Judgment about places and days: pure Python."""
