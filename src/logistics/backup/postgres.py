"""A database as backups see it: its address, its server's programs, its tables."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq

from logistics.backup.errors import BackupTrouble, MajorUnsupported, ProgramFailed

Programs = Mapping[int, Path]
"""The directory of `pg_dump` and `pg_restore` for each major version of PostgreSQL that we have them for."""

TABLES = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class BackedUpDatabase:
    """One of our databases.

    Args:
        name: What we call it, `order_db` or `transport_db`, whatever its server calls it.
        url: Where it is, as its owner.
        server_url: Another database of the same server, as a role that may create databases.
    """

    name: str
    url: str
    server_url: str


def major_of(connection: psycopg.Connection[Any]) -> int:
    """The server's major version."""
    return connection.info.server_version // 10_000


def list_tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table that is not the server's own, as `schema.table`, quoted where needed."""
    return [str(row[0]) for row in connection.execute(TABLES)]


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    for table in list_tables(connection):
        counts[table] = int(connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0])
    return counts


def run_program(
    program: str, arguments: list[str], *, url: str, major: int, database: str, programs: Programs
) -> None:
    """Run `pg_dump` or `pg_restore` of the server's own major version on the database at `url`.

    Raises:
        MajorUnsupported: There is none of that version.
        ProgramFailed: It did not end well.
    """
    if major not in programs:
        raise MajorUnsupported(database, major, sorted(programs))
    done = subprocess.run(
        [programs[major] / program, "--no-password", *arguments],
        env={"HOME": str(Path.home()), "LC_ALL": "C", **_as_environment(url)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        umask=0o077,
    )
    if done.returncode != 0:
        raise ProgramFailed(program, database, "\n".join(done.stderr.splitlines()[-10:]))


@contextmanager
def trouble_told(what: str) -> Iterator[None]:
    """Turn what the database library and the disk say into a sentence."""
    try:
        yield
    except (psycopg.Error, OSError) as error:
        raise BackupTrouble(f"{what}: {str(error).strip()}") from error


def _as_environment(url: str) -> dict[str, str]:
    """The parts of the address as libpq reads them from the environment: a command line is seen by everybody."""
    options = pq.Conninfo.parse(url.encode())
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}
