"""Bring a service's database to its newest schema: Alembic over plain SQL, without configuration files."""

from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

LOCK = 7_046_029_254
"""Any number of our own; the advisory lock that lets one migrator at a time work in a database."""


def migrate(database_url: str, script_location: str) -> None:
    """Apply the migrations that are missing, all in one transaction. Two at once are harmless.

    Args:
        database_url: `postgresql://...`, as the owner of the schema.
        script_location: Where `versions/` is: a directory, or `package:directory`.
    """
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _upgrade(connection, script_location)


def _upgrade(connection: Connection, script_location: str) -> None:
    config = Config()
    config.set_main_option("script_location", script_location)
    scripts = ScriptDirectory.from_config(config)

    def missing(current: Any, _: Any) -> Any:
        return scripts._upgrade_revs("head", current)

    with EnvironmentContext(config, scripts, fn=missing) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
