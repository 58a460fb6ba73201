"""`run.json`: what runs in a data directory, for the command line and for the start after a crash."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from logistics.kit.private_file import write_private

CLOCK_STEP_S = 2.0
"""The system reckons start times from a clock that may be set; no pid comes round again this fast."""
POLITE_S = 5.0


@dataclass(frozen=True, slots=True)
class Identity:
    """One process for certain: a pid alone may by now be another program's."""

    pid: int
    created_at: float

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """The process that has this pid now."""
        return cls(pid, psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """The process, while it lives."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created_at) < CLOCK_STEP_S
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A running system. `ready` once every process was healthy."""

    supervisor: Identity
    started_at: str
    ready: bool
    addresses: dict[str, str]
    ports: dict[str, int]
    children: dict[str, Identity] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace the file in one step; readable by its owner only."""
        write_private(path, json.dumps(asdict(self), indent=2) + "\n")


def find_record(path: Path) -> RunRecord | None:
    """What the file says, if there is one that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["supervisor"] = Identity(**found["supervisor"])
        found["children"] = {name: Identity(**child) for name, child in found["children"].items()}
        return RunRecord(**found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def end_leftovers(record: RunRecord) -> list[str]:
    """End what a killed supervisor left running, the polite way first; the names of what was ended."""
    alive = {name: process for name, child in record.children.items() if (process := child.find())}
    for process in alive.values():
        with suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(list(alive.values()), timeout=POLITE_S)
    for process in stubborn:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=POLITE_S)
    return list(alive)
