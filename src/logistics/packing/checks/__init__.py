"""The checker's rules, each from its definition."""
