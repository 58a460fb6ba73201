"""A cluster on disk: made once, with its passwords, roles and databases."""

import json
import secrets
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from logistics.kit.private_file import sync_directory, write_private
from logistics.local.postgres.errors import InitdbFailed, OtherMajorVersion, PasswordsMissing
from logistics.local.postgres.home import MAJOR, PostgresHome
from logistics.local.postgres.processes import end_processes_of

SUPERUSER = "postgres"
OWNERS = {"order_db": "order_user", "transport_db": "transport_user"}
INITDB_TIMEOUT_S = 180.0


def ensure_cluster(home: PostgresHome, passwords: Path, *, durable: bool) -> None:
    """Leave a cluster of our major version that no process works in, making it when there is none.

    Args:
        passwords: Where the random passwords are kept, as JSON from role to password, mode 0600.
        durable: Whether the new files are forced to disk.

    Raises:
        OtherMajorVersion, PasswordsMissing, InitdbFailed: It cannot be used, or not made.
    """
    end_processes_of(home.scratch / "cluster")
    end_processes_of(home.cluster)
    shutil.rmtree(home.scratch, ignore_errors=True)
    if not home.cluster.exists():
        _write_passwords(passwords)
        _initdb(home, read_passwords(passwords)[SUPERUSER], durable=durable)
    found = (home.cluster / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise OtherMajorVersion(home.cluster, found, MAJOR)
    if not passwords.exists():
        raise PasswordsMissing(passwords, home.cluster)
    # Nobody works here any more, so a pid file is stale; its number may by now be another process's, and
    # PostgreSQL would take that for a living server.
    (home.cluster / "postmaster.pid").unlink(missing_ok=True)


def read_passwords(path: Path) -> dict[str, str]:
    """The password of each role."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def ensure_databases(superuser_url: str, passwords: dict[str, str]) -> None:
    """Create what is missing of the two roles and databases, and keep each role out of all but its own."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for database, owner in OWNERS.items():
            _create_role(connection, owner, passwords[owner])
            _create_database(connection, database, owner)
        for database in (*OWNERS, "postgres", "template1"):
            connection.execute(
                sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
            )


def _write_passwords(path: Path) -> None:
    """Passwords come before the cluster, so a run killed in between leaves no cluster without them."""
    if not path.exists():
        roles = (SUPERUSER, *OWNERS.values())
        write_private(path, json.dumps({role: secrets.token_hex(24) for role in roles}, indent=2))


def _initdb(home: PostgresHome, superuser_password: str, *, durable: bool) -> None:
    """Make the cluster aside and rename it into place, so one that has its name is whole."""
    home.scratch.mkdir(mode=0o700)
    password_file = home.scratch / "password"
    write_private(password_file, superuser_password)
    home.give(password_file)
    home.give(home.scratch)
    made = home.scratch / "cluster"
    command: list[str | Path] = [
        home.bin_dir / "initdb",
        "-D",
        made,
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        # The builtin C.UTF-8 sorts the same on every machine, also where the system has no such locale.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *([] if durable else ["--no-sync"]),
    ]
    _run(command, home)
    made.rename(home.cluster)
    sync_directory(home.directory)
    shutil.rmtree(home.scratch)


def _run(command: list[str | Path], home: PostgresHome) -> None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=INITDB_TIMEOUT_S,
            **home.process_options(),
        )
    except subprocess.TimeoutExpired:
        raise InitdbFailed(home.cluster, f"nothing more after {INITDB_TIMEOUT_S:.0f} s") from None
    if done.returncode != 0:
        raise InitdbFailed(home.cluster, "\n".join(done.stdout.splitlines()[-10:]))


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchall():
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )


def _create_database(connection: psycopg.Connection, database: str, owner: str) -> None:
    if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchall():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner))
        )
