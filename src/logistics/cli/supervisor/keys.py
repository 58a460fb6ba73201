"""The secrets of one installation, made once."""

import secrets
from pathlib import Path

from logistics.cli.data_dir import DataDir
from logistics.kit.postgres.private_file import write_private


def admin_key(data_dir: DataDir) -> str:
    """The key with which local programs act."""
    return _kept(data_dir.admin_key, prefix="lm_")


def token_secret(data_dir: DataDir) -> str:
    """What tokens are signed and checked with."""
    return _kept(data_dir.token_secret)


def _kept(path: Path, prefix: str = "") -> str:
    """The secret in `path`; a new one when there is none or it was lost to an empty file."""
    found = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not found:
        found = prefix + secrets.token_urlsafe(32)
        write_private(path, found + "\n")
    return found
