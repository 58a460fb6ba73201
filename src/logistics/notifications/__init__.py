"""What customers were told: a ledger with one entry per order, event and occasion. The worker delivers."""
