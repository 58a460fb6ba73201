"""A database that is filled beside the one it is going to replace."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import InsufficientPrivilege

from logistics.backup.authority import Ended, end_authority
from logistics.backup.errors import BackupDamaged, MayNotCreate, OlderServer, StillConnected
from logistics.backup.manifest import DatabaseFacts, dump_name
from logistics.backup.postgres import BackedUpDatabase, Programs, count_rows, major_of, run_program

# Events carry the number of their transaction, and the stream of events goes by these numbers. A new server
# counts from the beginning: restored events would be in its future. So it counts up to where the old one was.
CATCH_UP = "DO $$ BEGIN WHILE pg_current_xact_id() < '{}'::xid8 LOOP COMMIT; END LOOP; END $$"


class NewDatabase:
    """The future of one database, under another name until `take_over`."""

    def __init__(self, database: BackedUpDatabase, server: psycopg.Connection[Any], programs: Programs) -> None:
        address = conninfo_to_dict(database.url)
        self.name = database.name
        self._server = server
        self._programs = programs
        self._owner = str(address["user"])
        self._current = str(address["dbname"])
        self._fresh = f"{self._current}_restoring"
        self._former = f"{self._current}_before_restore"
        self._took_over = False
        self._current_url = database.url
        self._fresh_url = make_conninfo(database.url, dbname=self._fresh)

    def refuse_sessions(self) -> None:
        """Make sure that nobody works in the database which is to be replaced.

        Raises:
            StillConnected: Somebody does.
        """
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        sessions = self._server.execute(query, [self._current]).fetchall()[0][0]
        if sessions:
            raise StillConnected(self._current, sessions)

    def fill(self, dump: Path, facts: DatabaseFacts) -> int:
        """Create it and load the dump, all owned by the database's own role; how many rows it has.

        Raises:
            OlderServer, MajorUnsupported, MayNotCreate, ProgramFailed: It cannot be done here.
            BackupDamaged: It has not as many rows as were counted at the backup.
        """
        major = major_of(self._server)
        if major < facts.postgres_major:
            raise OlderServer(self.name, major, facts.postgres_major)
        self._create()
        arguments = ["--exit-on-error", "--no-owner", "--jobs=2", f"--dbname={self._fresh}", str(dump)]
        run_program(
            "pg_restore",
            arguments,
            url=self._fresh_url,
            major=major,
            database=self.name,
            programs=self._programs,
        )
        with psycopg.connect(self._fresh_url, autocommit=True) as connection:
            if count_rows(connection) != facts.rows:
                raise BackupDamaged(dump_name(self.name), "has other numbers of rows than were counted")
            connection.execute("SET synchronous_commit = off")
            connection.execute(CATCH_UP.format(facts.next_transaction_id).encode())
            connection.execute("ANALYZE")
        return sum(facts.rows.values())

    def end_authority(self, *, keep_keys: bool) -> Ended:
        """End what was ended in the database that is to be replaced, and what nobody knows to hold still."""
        with psycopg.connect(self._fresh_url) as fresh, psycopg.connect(self._current_url) as former:
            return end_authority(fresh, former, keep_keys=keep_keys)

    def take_over(self) -> None:
        """Change names with the database that is there; the caller commits."""
        self._took_over = True
        self._rename(self._current, self._former)
        self._rename(self._fresh, self._current)

    def put_back(self) -> None:
        """Undo `take_over`, if it was committed."""
        exists = "SELECT FROM pg_database WHERE datname = %s"
        if self._took_over and self._server.execute(exists, [self._former]).fetchall():
            with self._server.transaction():
                self._rename(self._current, self._fresh)
                self._rename(self._former, self._current)

    def tidy(self) -> None:
        """Drop what is not in use: the former database after it was replaced, the new one when it was not."""
        for name in (self._fresh, self._former):
            self._server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _create(self) -> None:
        self.tidy()
        name, owner = sql.Identifier(self._fresh), sql.Identifier(self._owner)
        try:
            self._server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
        except InsufficientPrivilege:
            raise MayNotCreate(self._owner) from None
        # The services keep out of each other's databases.
        self._server.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))

    def _rename(self, name: str, new_name: str) -> None:
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        self._server.execute(statement.format(sql.Identifier(name), sql.Identifier(new_name)))
