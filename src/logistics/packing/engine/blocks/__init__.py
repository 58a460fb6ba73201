"""The blocks that may be placed, and which of them is best for a place."""
