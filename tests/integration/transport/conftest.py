"""The Transport API over ASGI with its own PostgreSQL, layouts in a directory, and an Order API made of memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.transport.world import World


@pytest.fixture
async def world(transport_database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Everything a booking needs."""
    async with World.running(transport_database_url, tmp_path / "layouts") as world:
        yield world
