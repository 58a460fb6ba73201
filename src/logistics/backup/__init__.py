"""Backups: both databases and every layout, taken while the system runs and restored whole or not at all."""
