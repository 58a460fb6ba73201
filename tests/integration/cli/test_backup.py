"""`logistics backup` and `logistics restore` on a data directory, as a person uses them."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from logistics.cli.main import app
from logistics.kit.private_file import try_lock
from logistics.local.data_dir import DataDir
from logistics.local.postgres import EmbeddedPostgres
from logistics.local.supervisor.record import Identity, RunRecord

BOOKINGS = Path(__file__).parents[1] / "backup" / "transport.sql"


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataDir]:
    """A data directory that the database's user may reach, and no settings of whoever runs the tests."""
    for name in ("ORDERS_DATABASE_URL", "TRANSPORT_DATABASE_URL", "LOGISTICS_LAYOUTS_DIR", "LOGISTICS_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("LOGISTICS_BACKUP_DIR", "LOGISTICS_BACKUP_KEEP"):
        monkeypatch.delenv(name, raising=False)
    root = Path(tempfile.mkdtemp(prefix="logistics-tests-"))
    try:
        yield DataDir(root / "data")
    finally:
        shutil.rmtree(root)


def logistics(data_dir: DataDir, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*arguments, "--data-dir", str(data_dir.root)])
    return done.exit_code, done.stdout, done.stderr


def put(server: EmbeddedPostgres, text: str) -> None:
    with psycopg.connect(server.url("order_db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [text])


def notes(data_dir: DataDir) -> list[str]:
    server = EmbeddedPostgres(data_dir.root, durable=False)
    server.start()
    try:
        with psycopg.connect(server.url("order_db")) as connection:
            return [row[0] for row in connection.execute("SELECT text FROM notes ORDER BY text")]
    finally:
        server.stop()


@pytest.fixture
def stopped(data_dir: DataDir) -> DataDir:
    """An installation that does not run."""
    server = EmbeddedPostgres(data_dir.root, durable=False)
    server.start()
    try:
        put(server, "before")
    finally:
        server.stop()
    (data_dir.layouts / "order-1.json").mkdir(parents=True)
    (data_dir.layouts / "order-1.json" / "1").write_text("{}")
    return data_dir


def test_a_stopped_installation_is_backed_up_and_restored_on_a_machine_that_has_nothing(stopped: DataDir) -> None:
    status, printed, progress = logistics(stopped, "backup")
    assert status == 0, progress
    backup = Path(printed.strip())
    assert backup.parent == stopped.backups
    assert "order_db dumped" in progress
    other = DataDir(stopped.root.parent / "other")
    status, printed, trouble = logistics(other, "restore", str(backup))
    assert status == 0, trouble
    assert f"up --data-dir {other.root}" in printed
    assert notes(other) == ["before"]
    assert (other.layouts / "order-1.json" / "1").read_text() == "{}"
    assert other.seeded.exists(), "the sample orders would be placed among the restored ones"


def test_backups_go_where_the_settings_say_and_so_many_are_kept(
    stopped: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stopped.root.parent / "other disk"
    older = [place / f"2020-01-0{day}T03-00-00Z" for day in (1, 2)]
    for backup in older:
        backup.mkdir(parents=True)
        (backup / "manifest.json").write_text("{}")
    monkeypatch.setenv("LOGISTICS_BACKUP_DIR", str(place))
    monkeypatch.setenv("LOGISTICS_BACKUP_KEEP", "2")
    status, printed, progress = logistics(stopped, "backup")
    assert status == 0, progress
    assert sorted(place.iterdir()) == [older[1], Path(printed.strip())]
    assert not stopped.backups.exists()


def test_programs_get_json(stopped: DataDir) -> None:
    status, printed, _ = logistics(stopped, "backup", "--json", "--to", str(stopped.root.parent / "elsewhere"))
    assert status == 0
    taken = json.loads(printed)
    assert taken["databases"]["order_db"]["rows"] == {"public.notes": 1}
    assert taken["layouts"] == 1
    status, printed, _ = logistics(stopped, "restore", taken["path"], "--force", "--json")
    assert status == 0
    assert json.loads(printed)["created_at"] == taken["created_at"]


def test_a_running_installation_is_backed_up_and_refuses_to_be_replaced(stopped: DataDir) -> None:
    lock = try_lock(stopped.lock)
    assert lock is not None
    server = EmbeddedPostgres(stopped.root, durable=False)
    server.start()
    try:
        RunRecord(
            supervisor=Identity.of(os.getpid()),
            started_at="2026-11-22T20:00:00+00:00",
            ready=True,
            addresses={},
            ports={"postgres": server.port},
        ).write(stopped.run_file)
        status, printed, _ = logistics(stopped, "backup")
        assert status == 0
        status, _, trouble = logistics(stopped, "restore", printed.strip(), "--force")
        assert status == 1
        assert f"kill {os.getpid()}" in trouble
        put(server, "it still runs")
    finally:
        server.stop()
        os.close(lock)
    assert notes(stopped) == ["before", "it still runs"]


def test_what_is_there_is_replaced_only_by_force(stopped: DataDir) -> None:
    _, printed, _ = logistics(stopped, "backup")
    status, _, trouble = logistics(stopped, "restore", printed.strip())
    assert status == 1
    assert "order_db is not empty" in trouble
    assert "--force" in trouble


def test_nothing_to_back_up_is_said_and_nothing_is_made(data_dir: DataDir) -> None:
    status, _, trouble = logistics(data_dir, "backup")
    assert status == 1
    assert "There is no database in" in trouble
    assert not data_dir.root.exists()


def test_an_address_is_not_taken_for_the_name_of_a_directory(stopped: DataDir) -> None:
    status, _, trouble = logistics(stopped, "backup", "--to", "ftp://host/backups")
    assert status == 1
    assert "no place for backups" in trouble


def test_booked_layouts_that_are_lost_are_named_by_doctor_and_by_the_backup(
    data_dir: DataDir, orders_database_url: str, transport_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(transport_database_url) as connection:
        connection.execute(BOOKINGS.read_bytes())
    monkeypatch.setenv("ORDERS_DATABASE_URL", orders_database_url)
    monkeypatch.setenv("TRANSPORT_DATABASE_URL", transport_database_url)
    sentence = "The layout order-7.json/1 of booking 7 of order 7 is missing or cannot be read."
    status, findings, _ = logistics(data_dir, "doctor", "--json")
    assert status == 1
    assert sentence in [finding["detail"] for finding in json.loads(findings) if finding["subject"] == "Layouts"]
    status, address, said = logistics(data_dir, "backup")
    assert (status, sentence in said) == (3, True)
    assert sentence in json.loads((Path(address.strip()) / "manifest.json").read_text())["incomplete"]
