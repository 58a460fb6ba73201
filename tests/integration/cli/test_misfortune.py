"""The supervisor meets full disks, refused processes, vanished logs and children that are stuck."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from logistics.local.supervisor import child as child_module
from logistics.local.supervisor import child_log, own_database, pulse
from logistics.local.supervisor import supervisor as supervisor_module
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.own_database import OwnDatabase
from logistics.local.supervisor.supervisor import Supervisor
from logistics.local.supervisor.troubles import Troubles
from tests.support.small_disk import needs_a_small_disk, run_on_small_disk

BEATS = """
import asyncio
from logistics.kit import heartbeat
heartbeat.EVERY_S = 0.1
async def work():
    heartbeat.start_beating()
    print("up", flush=True)
    await asyncio.sleep(600)
asyncio.run(work())
"""
SLOW_TO_START = "import time; print('up', flush=True); time.sleep(600)"
BLOCKED_LOOP = BEATS.replace("await asyncio.sleep(600)", "await asyncio.sleep(0.5); __import__('time').sleep(600)")
PATIENCE_S = 2.0


def beating(name: str, code: str = BEATS) -> ChildPlan:
    return ChildPlan(name=name, command=(sys.executable, "-c", code), environment={}, beats=True)


def eventually(happened: Callable[[], object], within_s: float = 40) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(child_module, "FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr(supervisor_module, "HUNG_AFTER_S", PATIENCE_S)
    monkeypatch.setattr(pulse, "HUNG_AFTER_S", PATIENCE_S)
    made = Supervisor(tmp_path / "logs", troubles=Troubles(said.append), stop_asked=lambda: False)
    yield made
    for pid in made.processes().values():
        psutil.Process(pid).resume()
    made.stop([list(made._children)])


def watched_until(supervisor: Supervisor, happened: Callable[[], object]) -> None:
    def happens() -> object:
        supervisor.watch()
        return happened()

    eventually(happens)


def started(supervisor: Supervisor, tmp_path: Path, *plans: ChildPlan) -> dict[str, psutil.Process]:
    supervisor.start(plans)
    logs = [tmp_path / "logs" / f"{plan.name}.log" for plan in plans]
    watched_until(supervisor, lambda: all("up" in log.read_text() for log in logs))
    return {name: psutil.Process(pid) for name, pid in supervisor.processes().items()}


@pytest.mark.parametrize("code", [BEATS, BLOCKED_LOOP], ids=["stopped", "blocked"])
def test_a_child_that_is_stuck_is_replaced(
    supervisor: Supervisor, tmp_path: Path, said: list[str], code: str
) -> None:
    children = started(supervisor, tmp_path, beating("worker-0", code), beating("order-0"))
    if code == BEATS:
        children["worker-0"].suspend()
    watched_until(supervisor, lambda: supervisor.processes().get("worker-0", 0) not in (0, children["worker-0"].pid))
    assert said[0].startswith("worker-0 has not moved for")
    assert said[1].startswith("worker-0 ended (killed by SIGKILL)")
    assert supervisor.processes()["order-0"] == children["order-0"].pid


def test_a_child_that_is_still_starting_is_not_taken_for_stuck(
    supervisor: Supervisor, tmp_path: Path, said: list[str]
) -> None:
    children = started(supervisor, tmp_path, beating("analyser", SLOW_TO_START), beating("order-0"))
    until = time.monotonic() + 2 * PATIENCE_S
    watched_until(supervisor, lambda: time.monotonic() > until)
    assert supervisor.processes() == {name: process.pid for name, process in children.items()}
    assert said == []


def test_when_everybody_stands_still_nobody_is_killed_at_once(
    supervisor: Supervisor, tmp_path: Path, said: list[str]
) -> None:
    children = started(supervisor, tmp_path, beating("order-0"), beating("order-1"))
    time.sleep(0.5)
    supervisor.watch()
    for process in children.values():
        process.suspend()
    until = time.monotonic() + 2 * PATIENCE_S
    watched_until(supervisor, lambda: time.monotonic() > until)
    for process in children.values():
        process.resume()
        # One is always the first to move again.
        soon = time.monotonic() + 0.5
        watched_until(supervisor, lambda soon=soon: time.monotonic() > soon)
    watched_until(supervisor, lambda: time.monotonic() > until + 1)
    assert supervisor.processes() == {name: process.pid for name, process in children.items()}
    assert said == []


def test_a_child_whose_logs_are_taken_away_goes_on_and_starts_again(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_log, "MAX_BYTES", 1000)
    talks = "while True: print('x' * 99, flush=True); __import__('time').sleep(0.005)"
    supervisor.start([ChildPlan(name="worker-0", command=(sys.executable, "-c", talks), environment={})])
    first = supervisor.processes()["worker-0"]
    shutil.rmtree(tmp_path / "logs")
    until = time.monotonic() + 1
    watched_until(supervisor, lambda: time.monotonic() > until)
    assert supervisor.processes()["worker-0"] == first
    psutil.Process(first).kill()
    watched_until(supervisor, lambda: (tmp_path / "logs" / "worker-0.log").exists())


def test_a_log_that_cannot_be_written_costs_its_lines_only(
    supervisor: Supervisor, tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "logs" / "worker-0.log").mkdir(parents=True)
    (tmp_path / "logs" / "worker-0.log.1").mkdir()
    (tmp_path / "logs" / "worker-0.log.1" / "in the way").touch()
    supervisor.start([beating("worker-0")])
    assert "worker-0" in supervisor.processes()
    assert any(line.startswith("Writing worker-0.log failed (Is a directory") for line in said)


FILL = """
import time
from pathlib import Path
from logistics.local.supervisor import child_log
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.supervisor import Supervisor
from logistics.local.supervisor.troubles import Troubles
from logistics.local.supervisor.session import Session
disk = Path(sys.argv[1])
child_log.MAX_BYTES = 200_000
said = []
supervisor = Supervisor(disk / "logs", troubles=Troubles(said.append), stop_asked=lambda: False)
talks = (
    "import time\\nfrom logistics.kit import logs\\nlogs.configure('worker')\\n"
    "while True: logs.get('x').info('y' * 5000); time.sleep(0.002)"
)
supervisor.start([ChildPlan(name="worker-0", command=(sys.executable, "-c", talks), environment={})])
first = supervisor.processes()["worker-0"]
log = disk / "logs" / "worker-0.log"
def watch_until(happened):
    give_up_at = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < give_up_at, said
        supervisor.watch()
        time.sleep(0.02)
watch_until(lambda: log.exists() and log.stat().st_size > 0)
filler = (disk / "filler").open("wb", buffering=0)
try:
    while True:
        filler.write(b"x" * 4096)
except OSError:
    pass
until = time.monotonic() + 1
watch_until(lambda: time.monotonic() > until)
assert supervisor.processes()["worker-0"] == first, said
# Now there is room for one log, and none for its copy.
filler.truncate(filler.tell() - 300_000)
watch_until(lambda: any(line.startswith("Turning over worker-0.log failed (No space left") for line in said))
assert supervisor.processes()["worker-0"] == first, said
(disk / "filler").unlink()
filler.close()
watch_until(lambda: "Turning over worker-0.log works again." in said)
assert supervisor.processes()["worker-0"] == first, said
supervisor.stop([["worker-0"]])
print("survived")
"""


@needs_a_small_disk
def test_a_disk_that_is_full_is_said_once_and_survived_by_supervisor_and_child(tmp_path: Path) -> None:
    done = run_on_small_disk(FILL, tmp_path, "900k", within_s=200)
    assert done.stdout == "survived\n", done.stderr


def test_processes_that_the_system_refuses_are_started_when_it_does_not(
    supervisor: Supervisor, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    children = started(supervisor, tmp_path, beating("order-0"), beating("order-1"))
    with monkeypatch.context() as refused:

        def refuse(*_: object, **__: object) -> None:
            raise BlockingIOError(11, "Resource temporarily unavailable")

        refused.setattr(child_module.subprocess, "Popen", refuse)
        children["order-0"].kill()
        watched_until(supervisor, lambda: any("Starting order-0 failed" in line for line in said))
        assert supervisor.processes() == {"order-1": children["order-1"].pid}
    watched_until(supervisor, lambda: "order-0" in supervisor.processes())


def test_a_database_that_is_stuck_is_noticed_and_replaced(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_database, "HUNG_AFTER_S", 4.0)
    monkeypatch.setattr(pulse, "ASK_EVERY_S", 0.2)
    monkeypatch.setattr(pulse, "ANSWER_WITHIN_S", 2)
    tmp_path.chmod(0o755)
    database = OwnDatabase(tmp_path, Troubles(said.append))
    database.start()
    try:
        first = psutil.Process(database._server.pid)
        first.suspend()

        def replaced() -> bool:
            database.watch()
            return database._server.running and database._server.pid != first.pid

        eventually(replaced, within_s=120)
        assert said[0].startswith("PostgreSQL has not answered for")
    finally:
        database.stop()
