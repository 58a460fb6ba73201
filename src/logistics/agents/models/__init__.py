"""The models an agent can think with: rules of our own, or a real one."""
