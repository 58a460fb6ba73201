"""Who asks, and what they may do: roles, scopes, principals, signed tokens, how often they may ask."""
