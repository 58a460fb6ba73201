"""Plumbing without domain words: errors, problems, database, logs, clock, credentials."""
