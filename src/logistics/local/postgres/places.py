"""Where the server of a data directory is reached, and its passwords are kept."""

from pathlib import Path

from logistics.local.listening import HOST
from logistics.local.postgres.cluster import OWNERS, SUPERUSER, read_passwords


def passwords_of(data_dir: Path) -> Path:
    """Where the passwords are; there is no database of ours without them."""
    return data_dir / "postgres-passwords.json"


def url_at(port: int, data_dir: Path, database: str) -> str:
    """Where to connect to the server of `data_dir` that listens on `port`; see `EmbeddedPostgres.url`."""
    role = {**OWNERS, "postgres": SUPERUSER}[database]
    return f"postgresql://{role}:{read_passwords(passwords_of(data_dir))[role]}@{HOST}:{port}/{database}"
