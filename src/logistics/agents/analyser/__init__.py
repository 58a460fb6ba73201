"""The analyser: what an order weighs, and where each piece stands."""
