"""Sharing pieces out among many bins at once."""
