"""What is done to the system: processes are killed, the database is restarted."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from tests.support.system import System

PROCESSES = (
    "order-0",
    "order-1",
    "transport-0",
    "transport-1",
    "worker-0",
    "orchestrator",
    "analyser",
    "transport-agent",
    "gateway",
)
TOGETHER = (("order-0", "order-1"), ("transport-0", "transport-1"), ("worker-0", "orchestrator", "analyser"))
"""Deaths that leave nobody to step in."""


@dataclass(frozen=True, slots=True)
class Kill:
    """kill -9 of processes at once; `logistics up` starts them again."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"kill {' and '.join(self.names)}"

    def strike(self, system: System) -> None:
        """Return when all of them are back."""
        system.kill_process(*self.names)
        system.wait_until_up(*self.names)


@dataclass(frozen=True, slots=True)
class StopDatabase:
    """PostgreSQL stops in its fast way or its immediate one, as in a crash; `logistics up` starts it again."""

    how: signal.Signals

    def __str__(self) -> str:
        return f"restart PostgreSQL, {'fast' if self.how is signal.SIGINT else 'immediate'}"

    def strike(self, system: System) -> None:
        """Return when it is back."""
        database = system.database()
        database.send_signal(self.how)
        psutil.wait_procs([database], timeout=60)
        system.wait_until_up("postgres")


Trouble = Kill | StopDatabase

EVERY: tuple[Trouble, ...] = (
    *(Kill((name,)) for name in PROCESSES),
    *(Kill(names) for names in TOGETHER),
    StopDatabase(signal.SIGINT),
    StopDatabase(signal.SIGQUIT),
)
"""Each kind of trouble once."""


def troubles(seed: int) -> Iterator[Trouble]:
    """Trouble without end: every kind once in each round, in an order that the seed decides."""
    rng = random.Random(seed)
    while True:
        yield from rng.sample(EVERY, len(EVERY))


async def make_trouble(system: System, wanted: Iterator[Trouble], peace_s: float, done: Counter[str]) -> None:
    """Strike again and again, each time after some peace in which everything runs, until cancelled.

    So a slow machine is not beaten more often than it can stand up. `done` counts what was done.
    """
    for trouble in wanted:
        await asyncio.sleep(peace_s)
        # In a thread, because it waits.
        await asyncio.to_thread(trouble.strike, system)
        done[str(trouble)] += 1
