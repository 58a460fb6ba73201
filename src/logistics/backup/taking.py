"""Taking a backup: whole or not at all, while the system runs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from logistics.backup.booked import faults_of
from logistics.backup.dumping import Snapshot, snapshots_of
from logistics.backup.layouts import pack_layouts
from logistics.backup.manifest import LAYOUTS, Manifest, describe, dump_name
from logistics.backup.places import name_at
from logistics.backup.postgres import BackedUpDatabase, Programs, trouble_told
from logistics.kit.clock import Clock, utc_now

Say = Callable[[str], None]


class BackupPlace(Protocol):
    """Where backups are kept, whole or not at all: a directory, a bucket."""

    def address(self, name: str) -> str:
        """Where that backup is, as `logistics restore` takes it."""

    def names(self) -> list[str]:
        """Every finished backup, oldest first."""

    def held(self) -> AbstractContextManager[None]:
        """Make ready to write there."""

    def new(self, name: str) -> AbstractContextManager[Path]:
        """A directory to fill; a backup of that name when the block ends well."""

    def remove(self, name: str) -> None:
        """Remove a backup."""


@dataclass(frozen=True, slots=True)
class TakenBackup:
    """A backup that is finished, and the older ones that went for it."""

    address: str
    manifest: Manifest
    removed: tuple[str, ...]


def take_backup(
    databases: Sequence[BackedUpDatabase],
    layouts: Path,
    place: BackupPlace,
    *,
    keep: int,
    programs: Programs,
    say: Say,
    now: Clock = utc_now,
) -> TakenBackup:
    """Back up the databases and the layouts, then remove the oldest backups beyond the `keep` newest.

    Booked layouts that are missing or altered keep it from nothing but from removing older backups: what is there is
    saved, and the manifest says what is not.

    Args:
        databases: In the order in which they are looked at; see `snapshots_of`.
        keep: At least 1, so that the last good one is never removed.

    Raises:
        BackupRefused, BackupTrouble: There is no new backup, and the older ones are all there.
    """
    with place.held():
        with trouble_told("There is no new backup"):
            name, manifest = _take(databases, layouts, place, programs, say, now())
        with trouble_told(f"There is a new backup, {name}, and an older one cannot be removed"):
            # What this one lacks an older one may have.
            removed = () if manifest.incomplete else _retain(place, keep, name)
            return TakenBackup(place.address(name), manifest, removed)


def _take(
    databases: Sequence[BackedUpDatabase],
    layouts: Path,
    place: BackupPlace,
    programs: Programs,
    say: Say,
    moment: datetime,
) -> tuple[str, Manifest]:
    name = name_at(moment)
    with place.new(name) as directory:
        with snapshots_of(databases) as snapshots:
            booked = [layout for snapshot in snapshots for layout in snapshot.booked_layouts()]
            facts = {snapshot.database.name: snapshot.describe() for snapshot in snapshots}
            for snapshot in snapshots:
                _dump(snapshot, directory, programs, say)
        # After the databases: a layout is stored before anything refers to it and never removed, so
        # everything that the dumps refer to is here.
        packed = pack_layouts(layouts, directory / LAYOUTS)
        say(f"{len(packed.sha256)} layouts copied")
        for trouble in packed.left_out:
            say(f"{trouble} is left out")
        manifest = Manifest(
            product_version=version("logistics"),
            created_at=moment,
            databases=facts,
            layouts=len(packed.sha256),
            incomplete=tuple(faults_of(booked, packed.sha256.get)),
            files=describe(directory, [*map(dump_name, facts), LAYOUTS]),
        )
        manifest.write(directory)
    return name, manifest


def _dump(snapshot: Snapshot, directory: Path, programs: Programs, say: Say) -> None:
    name = snapshot.database.name
    file = directory / dump_name(name)
    snapshot.dump(file, programs)
    say(f"{name} dumped, {file.stat().st_size / 1e6:.1f} MB")


def _retain(place: BackupPlace, keep: int, newest: str) -> tuple[str, ...]:
    # By name the newest may not be the last one: the clock may have been wrong for a while.
    too_old = tuple(name for name in place.names()[:-keep] if name != newest)
    for name in too_old:
        place.remove(name)
    return too_old
