"""How this program was called, for commands that people copy."""

import sys
from pathlib import Path

from logistics.local.data_dir import DataDir, default_data_dir


def program() -> str:
    """What to type for `logistics`."""
    called = Path(sys.argv[0])
    return f"{sys.executable} -m logistics.cli" if called.name == "__main__.py" else str(called)


def option_for(data_dir: DataDir) -> str:
    """What a command needs beside its name to find `data_dir`."""
    return "" if data_dir.root == default_data_dir() else f" --data-dir {data_dir.root}"
