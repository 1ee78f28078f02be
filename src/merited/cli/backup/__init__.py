"""Backup and restore: database, files and keys in one archive that either database can be restored from."""
