"""Judgment: readings, scores, and the decision that follows from them."""
