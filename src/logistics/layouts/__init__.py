"""The layout document: where it is kept, how it is read back, and what proves it."""
