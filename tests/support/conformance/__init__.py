"""Do the services do what their OpenAPI documents say? Schemathesis asks them."""
