"""Every way a backup or a restore can say no.

BackupRefused (Conflict)
|- PlaceUnusable       there no backup can be written
|- BackupRunning       another one writes to the same place
|- BackupExists        there is one of this very second
|- NothingToRestore    that is no backup, or one that was never finished
|- BackupDamaged       a file is not what the manifest says
|- DataInTheWay        what is there would be overwritten
`- StillConnected      somebody works in a database that is to be replaced
NoPlace (Invalid)      that is an address of something else
BackupTrouble (Unavailable)
|- MajorUnsupported    we have no programs for that PostgreSQL
|- OlderServer         the server is older than the one the backup is of
|- MayNotCreate        the role may not create databases
`- ProgramFailed       pg_dump or pg_restore gave up
"""

from collections.abc import Sequence

from logistics.kit.errors import Conflict, Invalid, Unavailable


class BackupRefused(Conflict):
    """That cannot be done with what is there."""


class NoPlace(Invalid):
    """Backups cannot be kept at such an address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address!r} is no place for backups; name a directory, or a bucket as s3://bucket/prefix.")


class PlaceUnusable(BackupRefused):
    """Backups cannot be kept there."""

    def __init__(self, place: str, trouble: str) -> None:
        super().__init__(f"Backups cannot be kept in {place}: {trouble}; choose another place.")


class BackupRunning(BackupRefused):
    """Another backup is being written there."""

    def __init__(self, place: str) -> None:
        super().__init__(f"Another backup is being written to {place}; wait until it is done.")


class BackupExists(BackupRefused):
    """There is a backup of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a backup {name} already; try again in a second.")


class NothingToRestore(BackupRefused):
    """That is not a finished backup."""

    def __init__(self, source: str, names: Sequence[str] = ()) -> None:
        hint = f"; it holds backups, the newest is {source.rstrip('/')}/{names[-1]}." if names else "."
        super().__init__(f"{source} is no finished backup: it has no manifest.json{hint}")


class BackupDamaged(BackupRefused):
    """The backup is damaged."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"The backup is damaged: {file} {why}. Nothing was changed; use another backup.")


class DataInTheWay(BackupRefused):
    """There is data where the backup would go."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not empty. Nothing was changed; `--force` replaces everything that is there.")


class StillConnected(BackupRefused):
    """Somebody is connected to a database that is to be replaced."""

    def __init__(self, database: str, sessions: int) -> None:
        super().__init__(
            f"{sessions} session(s) are open in {database}; stop the services and the workers first"
            " (`pm2 stop all`, or Ctrl-C where `logistics up` runs). Nothing was changed."
        )


class BackupTrouble(Unavailable):
    """A database or a disk does not do what we need."""


class MajorUnsupported(BackupTrouble):
    """There is no pg_dump for that server."""

    def __init__(self, database: str, major: int, ours: Sequence[int]) -> None:
        super().__init__(
            f"{database} is on PostgreSQL {major}, and this release brings the programs of"
            f" {' and '.join(map(str, ours))}; dump and restore it with the programs of its own server."
        )


class OlderServer(BackupTrouble):
    """The server is older than the backup."""

    def __init__(self, database: str, server: int, dumped: int) -> None:
        super().__init__(
            f"{database} is on PostgreSQL {server} and the backup is of PostgreSQL {dumped}; a dump goes only"
            " to the same version or a newer one."
        )


class MayNotCreate(BackupTrouble):
    """The role may not create databases."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"A restore fills a new database before it touches the old one, and {role} may not create any;"
            f" let it for the time of the restore: ALTER ROLE {role} CREATEDB."
        )


class ProgramFailed(BackupTrouble):
    """A program of PostgreSQL failed."""

    def __init__(self, program: str, database: str, output: str) -> None:
        super().__init__(f"{program} failed on {database}:\n{output}")
