"""Restoring a backup: everything is made ready beside what is there, then takes its place in one step."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from logistics.backup.errors import BackupDamaged, DataInTheWay, NothingToRestore
from logistics.backup.layouts import in_place_of, unpack_layouts
from logistics.backup.manifest import LAYOUTS, Manifest, dump_name, read_manifest, verify
from logistics.backup.new_database import NewDatabase
from logistics.backup.places import BackupDirectory
from logistics.backup.postgres import BackedUpDatabase, Programs, list_tables, trouble_told

Say = Callable[[str], None]


def restore_backup(
    source: Path,
    databases: Sequence[BackedUpDatabase],
    layouts: Path,
    *,
    force: bool,
    keep_keys: bool = False,
    programs: Programs,
    say: Say,
) -> Manifest:
    """Put the databases and the layouts back as they were at the moment of the backup.

    Nobody may work with them meanwhile. When this fails, what was there is still there.

    Args:
        source: The directory of one backup.
        force: Replace what is there; else it is refused.
        keep_keys: Accept the keys in the backup that what is there does not know.

    Raises:
        BackupRefused: The backup is damaged, or something is in its way.
        BackupTrouble: A server does not do what is needed.
    """
    with trouble_told("The restore failed"):
        manifest = checked_manifest(source, [database.name for database in databases])
        say(f"The backup of {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC is undamaged")
        for lacking in manifest.incomplete:
            say(f"When it was taken: {lacking}")
        if not force:
            _refuse_data(databases, layouts)
        with ExitStack() as stack:
            servers = {
                url: stack.enter_context(psycopg.connect(url, autocommit=True))
                for url in dict.fromkeys(database.server_url for database in databases)
            }
            new = [NewDatabase(database, servers[database.server_url], programs) for database in databases]
            _replace(source, manifest, new, list(servers.values()), layouts, keep_keys, say)
    return manifest


def checked_manifest(source: Path, names: Sequence[str]) -> Manifest:
    """The manifest of a backup of which every byte is what was written.

    Raises:
        NothingToRestore, BackupDamaged: It cannot be used.
    """
    if held := BackupDirectory(source).names():
        raise NothingToRestore(str(source), held)
    manifest = read_manifest(source)
    verify(source, manifest, [*map(dump_name, names), LAYOUTS])
    return manifest


def _refuse_data(databases: Sequence[BackedUpDatabase], layouts: Path) -> None:
    for database in databases:
        with psycopg.connect(database.url) as connection:
            if list_tables(connection):
                raise DataInTheWay(f"The database {database.name}")
    if layouts.is_dir() and any(layouts.iterdir()):
        raise DataInTheWay(f"The directory of layouts, {layouts},")


def _replace(
    source: Path,
    manifest: Manifest,
    new: Sequence[NewDatabase],
    servers: Sequence[psycopg.Connection[Any]],
    layouts: Path,
    keep_keys: bool,
    say: Say,
) -> None:
    fresh_layouts = layouts.with_name(f"{layouts.name}.restoring")
    try:
        for database in new:
            database.refuse_sessions()
        for database in new:
            rows = database.fill(source / dump_name(database.name), manifest.databases[database.name])
            say(f"{database.name} restored, {rows} rows")
        # The order database knows users, keys and sessions.
        say(str(new[0].end_authority(keep_keys=keep_keys)))
        _make_layouts(source, manifest, fresh_layouts)
        say(f"{manifest.layouts} layouts restored")
        with in_place_of(layouts, fresh_layouts), ExitStack() as commits:
            # On one server both databases change their names in one transaction.
            for server in servers:
                commits.enter_context(server.transaction())
            for database in new:
                database.take_over()
    except BaseException:
        # Where the databases are on two servers, the first may have committed when the second fails.
        for database in new:
            database.put_back()
        raise
    finally:
        shutil.rmtree(fresh_layouts, ignore_errors=True)
        for database in new:
            database.tidy()


def _make_layouts(source: Path, manifest: Manifest, fresh: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    if unpack_layouts(source / LAYOUTS, fresh) != manifest.layouts:
        raise BackupDamaged(LAYOUTS, f"does not hold {manifest.layouts} layouts")
