"""What is done to the system: processes are killed or stand still, the database is restarted, the disk is full."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psutil

from tests.support.small_disk import fill
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
STUCK = (("order-0", "transport-1"), ("worker-0",), ("orchestrator", "analyser"), ("gateway",), ("postgres",))
"""One of each kind, some of them together, since it takes the supervisor a while to be sure."""
REPLACED_WITHIN_S = 90.0
"""Far longer than a process may be silent, on any machine."""
FULL_FOR_S = 6.0


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


@dataclass(frozen=True, slots=True)
class Hang:
    """SIGSTOP: processes that neither work nor die; `logistics up` notices and replaces them."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"hang {' and '.join(self.names)}"

    def strike(self, system: System) -> None:
        """Return when all of them are back."""
        stuck = [system.database() if name == "postgres" else system.process(name) for name in self.names]
        for process in stuck:
            process.suspend()
        _, left = psutil.wait_procs(stuck, timeout=REPLACED_WITHIN_S)
        assert not left, f"{self} for {REPLACED_WITHIN_S:.0f} s, and it is not replaced"
        system.wait_until_up(*self.names)


@dataclass(frozen=True, slots=True)
class FillDisk:
    """No room for layouts, logs and messages, for some seconds; the system must be on a small disk."""

    for_s: float

    def __str__(self) -> str:
        return "fill the disk"

    def strike(self, system: System) -> None:
        """Return when there is room again."""
        assert system.data_dir.root.is_mount(), "this would fill the disk of everybody"
        filler = fill(system.data_dir.root)
        over_at = time.monotonic() + self.for_s
        while time.monotonic() < over_at:
            # What others take away makes no room.
            time.sleep(0.2)
            fill(system.data_dir.root)
        filler.unlink()


Trouble = Kill | StopDatabase | Hang | FillDisk

EVERY: tuple[Trouble, ...] = (
    *(Kill((name,)) for name in PROCESSES),
    *(Kill(names) for names in TOGETHER),
    StopDatabase(signal.SIGINT),
    StopDatabase(signal.SIGQUIT),
    *(Hang(names) for names in STUCK),
    FillDisk(FULL_FOR_S),
)
"""Each kind of trouble once."""


def troubles(seed: int) -> Iterator[Trouble]:
    """Trouble without end: every kind once in each round, in an order that the seed decides."""
    rng = random.Random(seed)
    while True:
        yield from rng.sample(EVERY, len(EVERY))


async def make_trouble(
    system: System, wanted: Iterable[Trouble], peace_s: float, done: Counter[str], over: asyncio.Event
) -> None:
    """Strike again and again, each time after some peace in which everything runs, until it is `over`.

    So a slow machine is not beaten more often than it can stand up. `done` counts what was done.
    """
    for trouble in wanted:
        await asyncio.sleep(peace_s)
        if over.is_set():
            return
        # In a thread, because it waits.
        await asyncio.to_thread(trouble.strike, system)
        done[str(trouble)] += 1
