"""The transport agent: which vehicles are free, what they cost, and booking them."""
