"""Migrations of coaching."""
