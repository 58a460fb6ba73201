"""Taking backups of databases that are at work."""

import threading
from pathlib import Path

import psycopg
import pytest

from logistics.backup.errors import MajorUnsupported, OlderServer, ProgramFailed
from logistics.backup.manifest import DatabaseFacts
from tests.integration.backup.conftest import Shop, ask


def test_a_backup_is_of_one_moment_however_much_is_written_meanwhile(shop: Shop) -> None:
    stop = threading.Event()

    def write() -> None:
        statement = b"INSERT INTO customers (name, email, language) VALUES ('x', gen_random_uuid() || '@x', 'en')"
        with psycopg.connect(shop.order_db, autocommit=True) as connection:
            while not stop.is_set():
                connection.execute(statement)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        taken = shop.back_up()
    finally:
        stop.set()
        writer.join()
    counted = taken.manifest.databases["order_db"].rows["public.customers"]
    assert counted < ask(shop.order_db, "SELECT count(*) FROM customers")
    # The restore itself compares what is in the dump with what was counted.
    shop.restore(Path(taken.address), force=True)
    assert ask(shop.order_db, "SELECT count(*) FROM customers") == counted


def test_the_newest_backups_are_kept(empty_shop: Shop) -> None:
    for name in ("2026-11-01T03-00-00Z", "2026-11-02T03-00-00Z", "2026-11-03T03-00-00Z"):
        (empty_shop.place.root / name).mkdir(parents=True)
        (empty_shop.place.root / name / "manifest.json").write_text("{}")
    unfinished = empty_shop.place.root / "2026-11-04T03-00-00Z"
    unfinished.mkdir()
    taken = empty_shop.back_up(keep=2)
    assert taken.removed == ("2026-11-01T03-00-00Z", "2026-11-02T03-00-00Z")
    assert empty_shop.place.names() == ["2026-11-03T03-00-00Z", Path(taken.address).name]
    assert unfinished.exists()


def test_a_backup_survives_older_ones_that_a_wrong_clock_dated_in_the_future(empty_shop: Shop) -> None:
    future = empty_shop.place.root / "2126-11-01T03-00-00Z"
    future.mkdir(parents=True)
    (future / "manifest.json").write_text("{}")
    taken = empty_shop.back_up(keep=1)
    assert Path(taken.address).is_dir()
    assert taken.removed == ()


def test_a_failed_backup_leaves_the_older_ones_and_nothing_else(empty_shop: Shop, tmp_path: Path) -> None:
    first = empty_shop.back_up(keep=1)
    broken = tmp_path / "programs"
    broken.mkdir()
    (broken / "pg_dump").write_text("#!/bin/sh\necho no space left >&2\nexit 1\n")
    (broken / "pg_dump").chmod(0o755)
    with pytest.raises(ProgramFailed, match="no space left"):
        empty_shop.back_up(programs={18: broken})
    assert [path.name for path in empty_shop.place.root.iterdir()] == [Path(first.address).name]


def test_a_server_of_a_version_we_have_no_programs_for_is_refused(empty_shop: Shop) -> None:
    with pytest.raises(MajorUnsupported, match="on PostgreSQL 18, and this release brings the programs of 16"):
        empty_shop.back_up(programs={16: Path("/nowhere")})


def test_a_dump_of_a_newer_server_is_refused(empty_shop: Shop) -> None:
    taken = empty_shop.back_up()
    facts = DatabaseFacts(postgres_major=19, next_transaction_id=1, rows={})
    databases = dict.fromkeys(taken.manifest.databases, facts)
    taken.manifest.model_copy(update={"databases": databases}).write(Path(taken.address))
    with pytest.raises(OlderServer):
        empty_shop.restore(Path(taken.address), force=True)


def test_the_password_is_not_on_the_command_line(empty_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "pg_dump").write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/seen\necho "$PGPASSWORD" > {tmp_path}/secret\nexit 1\n'
    )
    (tmp_path / "pg_dump").chmod(0o755)
    with pytest.raises(ProgramFailed):
        empty_shop.back_up(programs={18: tmp_path})
    password = (tmp_path / "secret").read_text().strip()
    assert password in empty_shop.order_db
    assert password not in (tmp_path / "seen").read_text()
