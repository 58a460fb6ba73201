"""The orchestrator: one order from placed to booked."""
