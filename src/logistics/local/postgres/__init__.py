"""A private PostgreSQL for a laptop and for the tests, from the binaries of a wheel."""

from logistics.local.postgres.errors import PostgresUnavailable
from logistics.local.postgres.home import client_programs
from logistics.local.postgres.places import passwords_of, url_at
from logistics.local.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresUnavailable", "client_programs", "passwords_of", "url_at"]
