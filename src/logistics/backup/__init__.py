"""Backups: both databases and every layout, taken while the system runs and restored whole or not at all."""

INCOMPLETE = 3
"""Exit status of a backup that is there and lacks layouts that were lost before."""
