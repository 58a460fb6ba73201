"""Typed HTTP clients of the two services. Callers never see the HTTP library."""
