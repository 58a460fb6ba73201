"""An installation with something in every room, and ways to look at all of it."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from logistics.backup.places import BackupDirectory
from logistics.backup.postgres import BackedUpDatabase, Programs, list_tables
from logistics.backup.restoring import restore_backup
from logistics.backup.taking import BackupPlace, TakenBackup, take_backup
from logistics.layouts.store import DirectoryLayouts, layout_key
from logistics.local.postgres import EmbeddedPostgres, client_programs

SQL = Path(__file__).parent


@dataclass
class Shop:
    """Two databases with data, layouts, and a place for backups."""

    databases: tuple[BackedUpDatabase, ...]
    layouts: Path
    place: BackupPlace
    now: datetime = datetime(2026, 11, 22, 3, tzinfo=UTC)
    said: list[str] = field(default_factory=list)

    @property
    def order_db(self) -> str:
        return self.databases[0].url

    @property
    def transport_db(self) -> str:
        return self.databases[1].url

    def back_up(self, keep: int = 14, programs: Programs | None = None) -> TakenBackup:
        """A backup of the next day."""
        self.now += timedelta(days=1)
        return take_backup(
            self.databases,
            self.layouts,
            self.place,
            keep=keep,
            programs=programs or client_programs(),
            say=self.said.append,
            now=lambda: self.now,
        )

    def restore(self, source: Path, *, force: bool = False, keep_keys: bool = False) -> None:
        restore_backup(
            source,
            self.databases,
            self.layouts,
            force=force,
            keep_keys=keep_keys,
            programs=client_programs(),
            say=self.said.append,
        )

    def fill(self) -> None:
        run(self.order_db, (SQL / "orders.sql").read_text(encoding="utf-8"))
        run(self.transport_db, (SQL / "transport.sql").read_text(encoding="utf-8"))
        store = DirectoryLayouts(self.layouts)
        for order_id in range(1, 30):
            for version in range(1 + order_id % 3):
                asyncio.run(store.put(layout_key(order_id), b'{"order": %d, "version": %d}' % (order_id, version)))
        hashed = """encode(sha256(('{"order": ' || order_id || ', "version": 0}')::bytea), 'hex')"""
        run(self.transport_db, "ALTER TABLE bookings DISABLE TRIGGER bookings_keep_what_they_were_made_for")
        run(self.transport_db, f"UPDATE bookings SET layout_sha256 = {hashed}")
        run(self.transport_db, "ALTER TABLE bookings ENABLE TRIGGER bookings_keep_what_they_were_made_for")

    def destroy(self) -> None:
        """Lose everything but the backups and the empty databases."""
        for url in (self.order_db, self.transport_db):
            run(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        for file in sorted(self.layouts.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()

    def contents(self) -> dict[str, str]:
        """Every row of every table, every sequence and every byte of every layout, as hashes."""
        return {
            **_rows(self.order_db, "order_db"),
            **_rows(self.transport_db, "transport_db"),
            **{
                str(file.relative_to(self.layouts)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in self.layouts.rglob("*")
                if file.is_file()
            },
        }


def run(url: str, statements: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statements.encode())


def ask(url: str, query: str) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()[0][0]


def _rows(url: str, name: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        hashes = {}
        for table in list_tables(connection):
            rows = sorted(str(row[0]) for row in connection.execute(f"SELECT t::text FROM {table} t".encode()))
            hashes[f"{name}: {len(rows)} rows of {table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        for sequence, last in connection.execute("SELECT sequencename, last_value FROM pg_sequences"):
            hashes[f"{name}: {sequence}"] = str(last)
        return hashes


@pytest.fixture
def empty_shop(
    postgres: EmbeddedPostgres, orders_database_url: str, transport_database_url: str, tmp_path: Path
) -> Shop:
    """Migrated databases without rows."""
    server = postgres.url("postgres")
    databases = (
        BackedUpDatabase("order_db", orders_database_url, server),
        BackedUpDatabase("transport_db", transport_database_url, server),
    )
    (tmp_path / "layouts").mkdir()
    return Shop(databases, tmp_path / "layouts", BackupDirectory(tmp_path / "backups"))


@pytest.fixture
def shop(empty_shop: Shop) -> Shop:
    empty_shop.fill()
    return empty_shop
