"""The supervisor with real, tiny processes: restarts, order, leftovers of a kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from logistics.local.supervisor import child as child_module
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.errors import ProcessEnded
from logistics.local.supervisor.record import Identity, RunRecord, end_leftovers, find_record
from logistics.local.supervisor.supervisor import StopAsked, Supervisor
from logistics.local.supervisor.troubles import Troubles

SLEEP = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
LISTEN = """
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""
TELLS_WHEN_STOPPED = """
import signal, sys, time
def stop(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("up", flush=True)
time.sleep(600)
"""
SUPERVISE = """
import sys, time
from pathlib import Path
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.supervisor import Supervisor
from logistics.local.supervisor.troubles import Troubles
supervisor = Supervisor(Path(sys.argv[1]), troubles=Troubles(print), stop_asked=lambda: False)
supervisor.start([ChildPlan(name="child", command=(sys.executable, "-c", sys.argv[2]), environment={})])
print(supervisor.processes()["child"], flush=True)
time.sleep(600)
"""


def python(name: str, code: str, *arguments: str, **more: object) -> ChildPlan:
    return ChildPlan(name=name, command=(sys.executable, "-c", code, *arguments), environment={}, **more)  # type: ignore[arg-type]


def eventually(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, troubles=Troubles(said.append), stop_asked=lambda: False)
    yield made
    made.stop([list(made._children)])


def test_a_child_that_dies_is_started_again_and_that_is_said(
    supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "FIRST_PAUSE_S", 0.1)
    supervisor.start([python("worker", SLEEP)])
    first = supervisor.processes()["worker"]
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervisor.watch() or supervisor.processes().get("worker", first) != first)
    assert said[0].startswith("worker ended (killed by SIGKILL); it starts again in")


def test_the_pause_before_a_restart_grows(
    supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "LONGEST_PAUSE_S", 3.0)
    clock = 0.0
    monkeypatch.setattr(child_module.time, "monotonic", lambda: clock)
    supervisor.start([python("worker", "raise SystemExit(7)")])
    for _ in range(200):
        clock += 0.5
        supervisor.watch()
        time.sleep(0.01)
    pauses = [line.rsplit(" in ", 1)[1] for line in said]
    assert pauses[:4] == ["1 s.", "2 s.", "3 s.", "3 s."]
    assert "exit status 7" in said[0]


def test_a_child_has_the_environment_of_its_plan_and_no_other(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_SOMEBODY_ELSE", "x")
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    supervisor.run(ChildPlan(name="show", command=(sys.executable, "-c", show), environment={"OWN": "1"}))
    seen = json.loads((tmp_path / "show.log").read_text())
    assert seen["OWN"] == "1"
    assert "SECRET_OF_SOMEBODY_ELSE" not in seen


def test_a_child_stands_back_as_far_as_its_plan_says(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start([python("polite", SLEEP, niceness=7)])
    polite = psutil.Process(supervisor.processes()["polite"])
    assert polite.nice() == psutil.Process().nice() + 7


def test_a_process_that_fails_at_the_start_shows_the_end_of_its_log(supervisor: Supervisor) -> None:
    supervisor.start(
        [python("order-0", "print('no database'); raise SystemExit(3)", health_url="http://127.0.0.1:9/")]
    )
    with pytest.raises(ProcessEnded) as refusal:
        supervisor.wait_until_healthy()
    assert "order-0 ended while starting (exit status 3)" in refusal.value.message
    assert "no database" in refusal.value.message


def test_health_is_waited_for(supervisor: Supervisor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    supervisor.start([python("gateway", LISTEN, str(port), health_url=f"http://127.0.0.1:{port}/")])
    supervisor.wait_until_healthy()
    socket.create_connection(("127.0.0.1", port)).close()


def test_waiting_ends_when_somebody_asks_to_stop(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, troubles=Troubles(print), stop_asked=lambda: True)
    supervisor.start([python("gateway", SLEEP, health_url="http://127.0.0.1:9/")])
    with pytest.raises(StopAsked):
        supervisor.wait_until_healthy()
    supervisor.stop([["gateway"]])
    assert supervisor.processes() == {}


def test_groups_stop_one_after_the_other(supervisor: Supervisor, tmp_path: Path) -> None:
    told = tmp_path / "told"
    names = ["order-0", "gateway", "worker-0"]
    supervisor.start([python(name, TELLS_WHEN_STOPPED, str(told), name) for name in names])
    for name in names:
        eventually(lambda name=name: (tmp_path / f"{name}.log").read_text())
    supervisor.stop([["gateway"], ["worker-0"], ["order-0"]])
    assert told.read_text().split() == ["gateway", "worker-0", "order-0"]


def test_a_child_that_does_not_stop_is_killed(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    supervisor.start([python("worker-0", STUBBORN, stop_s=0.2)])
    eventually(lambda: (tmp_path / "worker-0.log").read_text())
    supervisor.stop([["worker-0"]])
    assert supervisor.processes() == {}
    assert "worker-0 did not stop" in said[-1]


def test_a_large_log_is_moved_aside_while_the_child_goes_on_writing(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logistics.local.supervisor.child_log.MAX_BYTES", 1000)
    supervisor.start([python("worker-0", "while True: print('x' * 99, flush=True); __import__('time').sleep(0.005)")])
    eventually(lambda: supervisor.watch() or (tmp_path / "worker-0.log.1").exists())
    eventually(lambda: (tmp_path / "worker-0.log").read_bytes().startswith(b"x"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems leave it to the next start")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path), SLEEP], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        child = psutil.Process(int(running.stdout.readline()))
        running.kill()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_the_next_start_ends_what_a_killed_one_left(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path), STUBBORN], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        child = psutil.Process(int(running.stdout.readline()))
        eventually(lambda: (tmp_path / "child.log").read_text())
        record = record_of({"child": Identity.of(child.pid)})
        running.kill()
    assert end_leftovers(record) == ["child"]
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_foreign_process_that_has_the_same_pid_by_now_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEP]) as foreign:
        real = Identity.of(foreign.pid)
        assert end_leftovers(record_of({"order-0": Identity(real.pid, real.created_at - 60)})) == []
        assert foreign.poll() is None
        foreign.kill()


def test_a_record_is_read_back_as_written_and_private(tmp_path: Path) -> None:
    record = record_of({"order-0": Identity(4711, 1.5)})
    record.write(tmp_path / "run.json")
    assert find_record(tmp_path / "run.json") == record
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"supervisor": 3}', "nonsense"])
def test_a_record_that_cannot_be_read_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    assert find_record(tmp_path / "run.json") is None


def record_of(children: dict[str, Identity]) -> RunRecord:
    return RunRecord(
        supervisor=Identity(1, 0.0),
        started_at="2026-11-22T20:00:00+00:00",
        ready=True,
        addresses={"orders_api": "http://127.0.0.1:8000"},
        ports={"order-0": 8000},
        children=children,
    )


COMPILES = """
import sys, time
from http.server import HTTPServer, SimpleHTTPRequestHandler
from logistics.kit import starting
for ready in (1, 2):
    starting.tell(f"compiling, {ready} of 2")
    print("something else", flush=True)
    time.sleep(1)
HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""


def test_what_a_process_does_before_it_is_ready_is_said_as_it_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path / "logs", troubles=Troubles(said.append), stop_asked=lambda: False)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    plan = python("analyser", COMPILES, str(port), health_url=f"http://127.0.0.1:{port}/")
    supervisor.start([plan])
    try:
        supervisor.wait_until_healthy()
    finally:
        supervisor.stop([["analyser"]])
    assert said == ["analyser is compiling, 1 of 2 ...", "analyser is compiling, 2 of 2 ..."]
