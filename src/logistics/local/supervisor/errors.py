"""Every way `logistics up` can refuse to run.

CannotRun
|- DataDirUnusable   it cannot be made or written
|- AlreadyRunning    another one that is alive works in the data directory
|- PortInUse         somebody else listens where a process of ours should
|- MachineRefused    a disk is full, or the system starts no more processes
|- ProcessEnded      a process ended while it started
`- ProcessNotReady   a process did not become healthy in time
"""

from collections.abc import Sequence
from pathlib import Path

from logistics.kit.errors import Unavailable


class CannotRun(Unavailable):
    """The system cannot be started."""


class AlreadyRunning(CannotRun):
    """The data directory is in use."""

    def __init__(self, data_dir: Path, pid: str) -> None:
        super().__init__(
            f"The data directory {data_dir} is in use by process {pid}; stop that one,"
            " or start this one with another --data-dir."
        )


class DataDirUnusable(CannotRun):
    """The data directory cannot be used."""

    def __init__(self, data_dir: Path, trouble: str) -> None:
        super().__init__(f"The data directory {data_dir} cannot be used: {trouble}; choose another --data-dir.")


class PortInUse(CannotRun):
    """A port is in use."""

    def __init__(self, port: int, name: str, *, all_free: bool) -> None:
        remedy = "choose another --port" if all_free else "start with --port 0 to use free ports"
        super().__init__(
            f"Port {port} on 127.0.0.1 is in use, and {name} should listen there;"
            f" stop the program that uses it, or {remedy}."
        )


class MachineRefused(CannotRun):
    """The machine refuses what is needed to start."""

    def __init__(self, trouble: str) -> None:
        super().__init__(f"The system cannot be started: {trouble}; mend that and start it again.")


class ProcessEnded(CannotRun):
    """A process ended while it started."""

    def __init__(self, name: str, how: str, log: Path, lines: Sequence[str]) -> None:
        super().__init__(f"{name} ended while starting ({how}); the end of {log}:\n" + _indented(lines))


class ProcessNotReady(CannotRun):
    """A process did not become ready in time."""

    def __init__(self, name: str, waited_s: float, log: Path, lines: Sequence[str]) -> None:
        super().__init__(f"{name} was not ready after {waited_s:.0f} s; the end of {log}:\n" + _indented(lines))


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}" for line in lines) or "    (empty)"
