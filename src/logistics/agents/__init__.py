"""The three agents that carry an order through, the models they think with, and how they are asked."""
