"""Several cargo spaces: the cheapest that take everything, or as few equal ones as can be."""
