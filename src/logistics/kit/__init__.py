"""Plumbing without domain words: errors, database, logs, clock, numbers, texts."""
