"""Plumbing of HTTP services: problem documents, bounds, bodies, pages, authorisation beside routes, serving."""
