"""Two running systems: one for every story that does not break it, one for those that do."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.acceptance.desk import Desk, furnish, open_desk
from tests.acceptance.mailbox import Mailbox
from tests.support.system import System, running_system


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """A mail server that keeps what it is sent."""
    mailbox = Mailbox()
    mailbox.open()
    yield mailbox
    mailbox.close()


@pytest.fixture(scope="session")
def system(mailbox: Mailbox) -> Iterator[System]:
    """`logistics up` with its sample company, sending real e-mail."""
    with running_system(SMTP_URL=mailbox.url) as system:
        system.wait_for_sample_data()
        yield system


@pytest.fixture(scope="session")
def mistreated() -> Iterator[System]:
    """Another one, of which parts may be stopped, killed and held still: what comes next finds it well again.

    It has the sample fleet and no orders but those of the stories.
    """
    with running_system("--no-sample-data") as system:
        asyncio.run(furnish(system))
        yield system


@pytest.fixture
async def desk(system: System) -> AsyncIterator[Desk]:
    """A dispatcher's desk in that system."""
    async with open_desk(system) as desk:
        yield desk
