"""Migrations of submissions."""
