"""Fixtures that every test may ask for, and how tests are dealt out to workers."""

import pytest

from tests.support.postgres import (  # noqa: F401
    orders_database_url,
    orders_template,
    postgres,
    transport_database_url,
    transport_template,
)
from tests.support.workers import FromBothEnds


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FromBothEnds:
    """Called when there are several workers."""
    return FromBothEnds(config, log)
