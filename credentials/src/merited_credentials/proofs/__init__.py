"""Proofs: one file for each kind, which adds it and checks it."""
