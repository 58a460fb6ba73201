"""Building loads: a greedy completion, a beam over it, and changes to the best."""
