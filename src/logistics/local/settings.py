"""What `logistics up`, and the commands that work on a whole installation, are told by the environment."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from logistics.backup.settings import BackupSettings
from logistics.kit.settings import Settings


class OwnServer(Settings):
    """A database server of the operator's own, for both databases; none means the built-in one."""

    orders_database_url: str | None = Field(default=None, alias="ORDERS_DATABASE_URL", repr=False)
    transport_database_url: str | None = Field(default=None, alias="TRANSPORT_DATABASE_URL", repr=False)

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if bool(self.orders_database_url) != bool(self.transport_database_url):
            raise ValueError(
                "Only one of ORDERS_DATABASE_URL and TRANSPORT_DATABASE_URL is set;"
                " set both to use your own server, or none to use the built-in one."
            )
        return self

    def addresses(self) -> tuple[str, str] | None:
        """Where the orders are, and where transport is; None when it is the built-in server's to say."""
        if self.orders_database_url and self.transport_database_url:
            return self.orders_database_url, self.transport_database_url
        return None


class UpSettings(OwnServer, BackupSettings):
    """What `logistics up` is told for itself. What it is told for a process is in that process's own settings."""


class InstallationSettings(OwnServer):
    """Where the databases and layouts of an installation are that does not run on `logistics up`."""

    layouts_dir: Path | None = Field(default=None, alias="LOGISTICS_LAYOUTS_DIR")


class MigrationSettings(Settings):
    """The databases to bring to the newest schema."""

    orders_database_url: str = Field(alias="ORDERS_DATABASE_URL", repr=False)
    transport_database_url: str = Field(alias="TRANSPORT_DATABASE_URL", repr=False)
