"""Migrations of base."""
