"""What customers asked us to move, and what became of it."""
