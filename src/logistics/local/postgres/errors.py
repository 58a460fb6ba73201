"""Every way the embedded PostgreSQL can refuse to run.

PostgresUnavailable
|- DataDirectoryInUse  another supervisor that is alive holds it
|- DataDirectoryCopied it is a copy of one whose database lives elsewhere
|- OtherUsersCluster   root meets the database of an ordinary user
|- OtherMajorVersion   its files were written by another PostgreSQL
|- PasswordsMissing    the database is there, its passwords are not
|- PortInUse           somebody else listens where we were told to listen
|- InitdbFailed        the database could not be created
`- StartFailed         the server ended, or did not answer in time
"""

from pathlib import Path

from logistics.kit.errors import Unavailable


class PostgresUnavailable(Unavailable):
    """The embedded PostgreSQL cannot run."""


class DataDirectoryInUse(PostgresUnavailable):
    """The data directory is in use."""

    def __init__(self, data_dir: Path, pid: str) -> None:
        super().__init__(
            f"The data directory {data_dir} is in use by process {pid}; stop that one or choose another directory."
        )


class DataDirectoryCopied(PostgresUnavailable):
    """The data directory is a copy of another one."""

    def __init__(self, data_dir: Path, original: Path, record: Path) -> None:
        super().__init__(
            f"The data directory {data_dir} is a copy of {original}, which owns the database;"
            f" delete {record} to start with an empty one."
        )


class OtherUsersCluster(PostgresUnavailable):
    """The database belongs to another user."""

    def __init__(self, cluster: Path) -> None:
        super().__init__(
            f"The database in {cluster} was made by an ordinary user; start as that user,"
            " or choose another data directory."
        )


class OtherMajorVersion(PostgresUnavailable):
    """The database was made by another major version of PostgreSQL."""

    def __init__(self, cluster: Path, found: str, ours: int) -> None:
        super().__init__(
            f"The database in {cluster} was made by PostgreSQL {found} and this release runs {ours}; dump it"
            " with the release that made it and restore the dump here, or move it away to start empty."
        )


class PasswordsMissing(PostgresUnavailable):
    """The passwords of the database are missing."""

    def __init__(self, passwords: Path, cluster: Path) -> None:
        super().__init__(
            f"The passwords in {passwords} are missing, so the database in {cluster} cannot be opened;"
            " restore that file, or move the database away to start empty."
        )


class PortInUse(PostgresUnavailable):
    """The port is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} on 127.0.0.1 is in use; choose another one, or 0 for any free port.")


class InitdbFailed(PostgresUnavailable):
    """The database could not be created."""

    def __init__(self, cluster: Path, output: str) -> None:
        super().__init__(f"The database in {cluster} could not be created; initdb said:\n{output}")


class StartFailed(PostgresUnavailable):
    """PostgreSQL did not start."""

    def __init__(self, what: str, log: str) -> None:
        super().__init__(f"PostgreSQL {what}; the end of its log:\n{log}")
