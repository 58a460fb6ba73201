"""The keys of the programs on this machine: made once, each in a file that only its owner reads."""

import asyncio
from pathlib import Path

from logistics.identity.bootstrap import enrol_keys
from logistics.identity.secrets import KeyText
from logistics.kit.private_file import write_private
from logistics.local.data_dir import DataDir

GRANTS = {
    "admin": ["admin"],
    "agents": ["agents"],
    "transport-api": ["transport-api"],
    "worker": ["worker"],
}
"""What each program may do; `admin` is for people's commands on this machine."""


def enrolled_keys(data_dir: DataDir, orders_database_url: str) -> dict[str, str]:
    """Each program's key, known to the Order API. One that was revoked is replaced."""
    data_dir.keys.mkdir(exist_ok=True, mode=0o700)
    files = {name: _file(data_dir, name) for name in GRANTS}
    held = {name: _read(path) or KeyText.new() for name, path in files.items()}
    keys = asyncio.run(enrol_keys(orders_database_url, held, GRANTS))
    for name, path in files.items():
        if _read(path) != keys[name]:
            write_private(path, f"{keys[name]}\n")
    return {name: str(text) for name, text in keys.items()}


def _file(data_dir: DataDir, name: str) -> Path:
    return data_dir.admin_key if name == "admin" else data_dir.keys / f"{name}.key"


def _read(path: Path) -> KeyText | None:
    """The key in the file; None when there is no file, or something else in it."""
    return KeyText.parse(path.read_text(encoding="utf-8").strip()) if path.exists() else None
