"""What agents did: a run for each time they worked on an order, with every tool call."""
