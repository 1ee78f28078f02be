"""Rules of insight: pure functions."""
