"""What is done to the system: processes are killed, the database is restarted."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

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
        system.kill_process(*self.names)


@dataclass(frozen=True, slots=True)
class StopDatabase:
    """PostgreSQL stops in its fast way or its immediate one, as in a crash; `logistics up` starts it again."""

    how: signal.Signals

    def __str__(self) -> str:
        return f"restart PostgreSQL, {'fast' if self.how is signal.SIGINT else 'immediate'}"

    def strike(self, system: System) -> None:
        system.database().send_signal(self.how)


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


async def make_trouble(system: System, wanted: Iterator[Trouble], every_s: float, done: Counter[str]) -> None:
    """Strike at this pace until there is no more, or until cancelled; counts what was done."""
    for trouble in wanted:
        await asyncio.sleep(every_s)
        # In a thread, because it waits for a process that is just being started again.
        await asyncio.to_thread(trouble.strike, system)
        done[str(trouble)] += 1
