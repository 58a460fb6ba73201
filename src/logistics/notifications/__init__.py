"""What customers were told: a ledger with one entry per order and event. The worker delivers."""
