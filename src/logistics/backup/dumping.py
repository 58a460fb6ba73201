"""Both databases at one moment, dumped while everybody goes on working."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel

from logistics.backup.booked import BookedLayout, booked_layouts
from logistics.backup.manifest import DatabaseFacts
from logistics.backup.postgres import BackedUpDatabase, Programs, count_rows, major_of, run_program


class Snapshot:
    """A database as it is at this moment, for as long as the connection stays open."""

    def __init__(self, database: BackedUpDatabase, connection: psycopg.Connection[Any]) -> None:
        self.database = database
        self._connection = connection
        seen = connection.execute("SELECT pg_export_snapshot(), pg_snapshot_xmax(pg_current_snapshot())::text")
        self._id, self._next_transaction_id = seen.fetchall()[0]

    def describe(self) -> DatabaseFacts:
        """What the manifest keeps of it."""
        return DatabaseFacts(
            postgres_major=major_of(self._connection),
            next_transaction_id=int(self._next_transaction_id),
            rows=count_rows(self._connection),
        )

    def booked_layouts(self) -> list[BookedLayout]:
        """What its bookings refer to, if it is the one that has bookings."""
        return booked_layouts(self._connection)

    def dump(self, file: Path, programs: Programs) -> None:
        """Write it to `file`, in the format of `pg_restore`."""
        arguments = ["--format=custom", f"--snapshot={self._id}", "--lock-wait-timeout=60s", f"--file={file}"]
        run_program(
            "pg_dump",
            arguments,
            url=self.database.url,
            major=major_of(self._connection),
            database=self.database.name,
            programs=programs,
        )


@contextmanager
def snapshots_of(databases: Sequence[BackedUpDatabase]) -> Iterator[list[Snapshot]]:
    """The databases, seen in the given order within about a millisecond.

    Two databases cannot be seen at the very same moment. So the orders come first: whatever happens in between,
    a booking may be there whose order does not know it yet, which the worker repairs, and never an order that
    is booked without its booking.
    """
    with ExitStack() as stack:
        connections = [stack.enter_context(psycopg.connect(database.url)) for database in databases]
        for connection in connections:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        yield [Snapshot(database, connection) for database, connection in zip(databases, connections, strict=True)]
