"""A small company to try the system with: request bodies as the APIs take them, and nothing that sends them."""
