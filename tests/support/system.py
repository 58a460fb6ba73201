"""The whole system as a person runs it: `logistics up` in a directory of its own, watched and mistreated."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx2
import psutil

from logistics.clients.orders import OrdersClient
from logistics.clients.tokens import TokenSource
from logistics.clients.transport import TransportClient
from logistics.kit import heartbeat
from logistics.layouts.store import DirectoryLayouts
from logistics.local.data_dir import DataDir
from logistics.local.postgres.home import STORE
from logistics.local.supervisor.record import RunRecord, find_record

START_WITHIN_S = 300
"""The first start on a machine compiles the packing engine."""
STOP_WITHIN_S = 60

_KEPT = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "NUMBA_CACHE_DIR")


class System:
    """One data directory and the `logistics up` that works in it."""

    def __init__(self, *options: str, **environment: str) -> None:
        """Nothing runs yet.

        Args:
            options: Of the command, for instance `--no-sample-data`.
            environment: Settings; those of whoever runs the tests do not reach the system.
        """
        self.data_dir = DataDir(Path(tempfile.mkdtemp(prefix="logistics-acceptance-")))
        self._options = options
        self._environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def record(self) -> RunRecord:
        """What runs, by the system's own record."""
        record = find_record(self.data_dir.run_file)
        assert record is not None, "nothing runs"
        return record

    @property
    def origin(self) -> str:
        """The address that people open."""
        return self.record.addresses["panel"].rstrip("/")

    @property
    def admin_key(self) -> str:
        """The key of local programs."""
        return self.data_dir.admin_key.read_text().strip()

    @property
    def layouts(self) -> DirectoryLayouts:
        """Where the system keeps its layouts."""
        return DirectoryLayouts(self.data_dir.layouts)

    @asynccontextmanager
    async def clients(self) -> AsyncIterator[tuple[OrdersClient, TransportClient]]:
        """Both services behind the gateway, with the key of local programs."""
        orders_url = f"{self.origin}/api/orders"
        async with (
            OrdersClient(orders_url, credential=self.admin_key, transport=_direct()) as orders,
            TokenSource(orders_url, key=self.admin_key, transport=_direct()) as tokens,
            TransportClient(f"{self.origin}/api/transport", credential=tokens, transport=_direct()) as transport,
        ):
            yield orders, transport

    @asynccontextmanager
    async def http(self) -> AsyncIterator[httpx2.AsyncClient]:
        """The gateway as a program sees it that has the same key and says whatever it likes."""
        async with self.stranger() as http:
            http.headers["Authorization"] = f"Bearer {self.admin_key}"
            yield http

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[httpx2.AsyncClient]:
        """The gateway as a browser or a program sees it that nobody knows yet."""
        async with httpx2.AsyncClient(base_url=self.origin, transport=_direct(), timeout=60) as http:
            yield http

    def database_url(self, database: str) -> str:
        """Where to connect to `order_db` or `transport_db` as its owner."""
        owner = {"order_db": "order_user", "transport_db": "transport_user"}[database]
        password = json.loads((self.data_dir.root / "postgres-passwords.json").read_text())[owner]
        return f"postgresql://{owner}:{password}@127.0.0.1:{self.record.ports['postgres']}/{database}"

    def outbox(self) -> list[EmailMessage]:
        """Every message that was delivered locally."""
        files = sorted(self.data_dir.outbox.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def command(self, *arguments: str) -> str:
        """What `logistics ...` prints in this data directory; it must succeed."""
        command = [sys.executable, "-m", "logistics.cli", *arguments, "--data-dir", str(self.data_dir.root)]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=START_WITHIN_S)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Return when every process is healthy."""
        command = [sys.executable, "-m", "logistics.cli", "up", "--port", "0", *self._options]
        output = self.data_dir.root / "up.log"
        with output.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--data-dir", str(self.data_dir.root)],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up_at = time.monotonic() + START_WITHIN_S
        while not self._is_ready():
            assert self._process.poll() is None, f"it ended while starting:\n{output.read_text()}"
            assert time.monotonic() < give_up_at, f"it does not become healthy:\n{output.read_text()}"
            time.sleep(0.05)

    def wait_for_sample_data(self) -> None:
        """Return when the sample data has been placed; its orders may still be worked on."""
        give_up_at = time.monotonic() + START_WITHIN_S
        while not self.data_dir.seeded.exists():
            said = (self.data_dir.root / "up.log").read_text()
            assert "could not be placed" not in said, said
            assert time.monotonic() < give_up_at, f"the sample data is never placed:\n{said}"
            time.sleep(0.05)

    def stop(self) -> int:
        """SIGTERM, as a terminal or an init system sends it; the exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(STOP_WITHIN_S)

    def kill(self) -> None:
        """Kill everything at once, the database too, as when the power fails."""
        assert self._process is not None
        supervisor = psutil.Process(self._process.pid)
        # Kept still first, so that it starts nothing while its children are counted.
        supervisor.suspend()
        doomed = [supervisor, *supervisor.children(recursive=True)]
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        psutil.wait_procs(doomed[1:], timeout=10)

    def kill_supervisor(self) -> list[psutil.Process]:
        """Kill the supervisor alone; the processes that are left."""
        assert self._process is not None
        orphans = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        return orphans

    def process(self, name: str) -> psutil.Process:
        """One of the supervisor's own children by its name, for instance `worker-0`; waits while it starts again."""
        assert self._process is not None
        give_up_at = time.monotonic() + START_WITHIN_S
        while (process := self._find_process(name)) is None:
            assert time.monotonic() < give_up_at, f"{name} does not run"
            time.sleep(0.05)
        assert process.ppid() == self._process.pid, f"{name} is not a child of this system"
        return process

    def _find_process(self, name: str) -> psutil.Process | None:
        """The record names only what ran when it was written."""
        child = self.record.children.get(name)
        return child and child.find()

    def kill_process(self, *names: str) -> None:
        """Kill -9, and return when they are gone; the supervisor starts them again."""
        doomed = [self.process(name) for name in names]
        for process in doomed:
            process.kill()
        psutil.wait_procs(doomed, timeout=10)

    def wait_until_up(self, *names: str) -> None:
        """Return when each of these runs and, if it listens at all, listens; `postgres` is one of them."""
        give_up_at = time.monotonic() + START_WITHIN_S
        for name in names:
            if name != "postgres":
                self.process(name)
            while name in self.record.ports and not _is_listening(self.record.ports[name]):
                assert time.monotonic() < give_up_at, f"{name} does not listen"
                time.sleep(0.05)

    def database(self) -> psutil.Process:
        """PostgreSQL, found by where it listens; waits while it starts again."""
        give_up_at = time.monotonic() + START_WITHIN_S
        while True:
            for connection in psutil.net_connections("tcp"):
                listens = connection.status == psutil.CONN_LISTEN and connection.pid is not None
                if listens and connection.laddr.port == self.record.ports["postgres"]:
                    return psutil.Process(connection.pid)
            assert time.monotonic() < give_up_at, "PostgreSQL does not run"
            time.sleep(0.05)

    @contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """Processes that neither answer nor end, until the end of the block; dead ones are let be.

        Their hearts go on beating, however long the block takes, or they would be replaced.
        """
        with ExitStack() as resumed:
            for name in names:
                process = self.process(name)
                process.suspend()
                resumed.callback(_resume, process)
                resumed.enter_context(_beating_for(process))
            yield

    def remove(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        cluster = self.data_dir.root / "cluster.json"
        if cluster.exists():
            shutil.rmtree(STORE / "clusters" / json.loads(cluster.read_text())["id"], ignore_errors=True)
        shutil.rmtree(self.data_dir.root, ignore_errors=True)

    def _is_ready(self) -> bool:
        """Whether the record is this process's own, and says so; a killed run leaves its record behind."""
        record = find_record(self.data_dir.run_file)
        return record is not None and record.ready and record.supervisor.pid == (self._process and self._process.pid)


def _direct() -> httpx2.AsyncHTTPTransport:
    """Straight to this machine, without the certificates that take a client longest to load."""
    return httpx2.AsyncHTTPTransport(verify=False, trust_env=False)


def _is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def _beating_for(process: psutil.Process) -> Iterator[None]:
    """Beat in its stead, into its own pipe."""
    over = threading.Event()
    pipe = Path(f"/proc/{process.pid}/fd/{process.environ()[heartbeat.VARIABLE]}")

    def beat() -> None:
        while not over.wait(heartbeat.EVERY_S):
            with suppress(OSError):  # It was killed meanwhile, as stories do.
                pipe.write_bytes(b".")

    beating = threading.Thread(target=beat)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _resume(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.resume()


@contextmanager
def running_system(*options: str, **environment: str) -> Iterator[System]:
    """A system that runs until the end of the block and leaves nothing behind."""
    system = System(*options, **environment)
    try:
        system.start()
        yield system
    finally:
        system.remove()
