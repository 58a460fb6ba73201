"""Taking backups of databases that are at work."""

import threading
from pathlib import Path

import psycopg
import pytest

from logistics.backup.booked import faults_of_store
from logistics.backup.errors import MajorUnsupported, OlderServer, ProgramFailed
from logistics.backup.manifest import DatabaseFacts
from tests.integration.backup.conftest import Shop, ask
from tests.support.small_disk import needs_a_small_disk, run_on_small_disk


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


def test_booked_layouts_that_are_lost_do_not_keep_the_rest_from_being_saved_and_are_told(shop: Shop) -> None:
    whole = shop.back_up(keep=1)
    assert whole.manifest.incomplete == ()
    (shop.layouts / "order-1.json" / "1").unlink()
    (shop.layouts / "order-2.json" / "1").write_bytes(b"{}")
    (shop.layouts / "order-3.json" / "1").unlink()
    (shop.layouts / "order-3.json" / "1").mkdir()
    taken = shop.back_up(keep=1)
    assert taken.manifest.incomplete == (
        "The layout order-1.json/1 of booking 1 of order 1 is missing or cannot be read.",
        "The layout order-2.json/1 of booking 2 of order 2 was altered since (its SHA-256 differs).",
        "The layout order-3.json/1 of booking 3 of order 3 is missing or cannot be read.",
    )
    # The older one has what the newer one lacks.
    assert taken.removed == ()
    assert faults_of_store(shop.transport_db, shop.layouts) == (12, list(taken.manifest.incomplete))
    (shop.layouts / "order-3.json" / "1").rmdir()
    shop.restore(Path(taken.address), force=True)
    assert f"When it was taken: {taken.manifest.incomplete[0]}" in shop.said
    shop.restore(Path(whole.address), force=True)
    assert faults_of_store(shop.transport_db, shop.layouts) == (12, [])


BACK_UP = """
from pathlib import Path
from logistics.backup.places import BackupDirectory
from logistics.backup.postgres import BackedUpDatabase
from logistics.backup.taking import take_backup
from logistics.kit.errors import LogisticsError
from logistics.local.postgres import client_programs
disk, layouts = Path(sys.argv[1]), Path(sys.argv[6])
databases = [BackedUpDatabase(name, url, url) for name, url in zip(("order_db", "transport_db"), sys.argv[4:6])]
filler = disk / "filler"
def back_up():
    try:
        take_backup(databases, layouts, BackupDirectory(disk / "backups"), keep=9, programs=client_programs(),
                    say=lambda line: None)
        return "taken"
    except LogisticsError as error:
        return "No space left on device" in error.message
filler.write_bytes(b"x" * 900_000)
print(back_up(), [path.name for path in (disk / "backups").iterdir()])
filler.unlink()
print(back_up(), len(list((disk / "backups").iterdir())))
"""


@needs_a_small_disk
def test_a_disk_that_fills_up_leaves_no_half_backup_and_says_so(shop: Shop, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    databases = (shop.order_db, shop.transport_db)
    done = run_on_small_disk(BACK_UP, disk, "1000k", *databases, str(shop.layouts), within_s=300)
    assert done.stdout.splitlines() == ["True []", "taken 1"], done.stderr
