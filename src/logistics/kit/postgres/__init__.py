"""A private PostgreSQL for a laptop and for the tests, from the binaries of a wheel."""

from logistics.kit.postgres.errors import PostgresUnavailable
from logistics.kit.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresUnavailable"]
