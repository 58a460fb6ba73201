"""Fixtures that every test may ask for."""

from tests.support.postgres import (  # noqa: F401
    orders_database_url,
    orders_template,
    postgres,
    transport_database_url,
    transport_template,
)
