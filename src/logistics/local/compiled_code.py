"""Where the packing engine's machine code is kept; the engine itself is not loaded for that."""

import os
from collections.abc import Mapping
from pathlib import Path

import logistics
from logistics.local.data_dir import DataDir

VARIABLE = "NUMBA_CACHE_DIR"


def numba_cache(data_dir: DataDir, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The directory to name to Numba; None when it keeps the code beside the source by itself."""
    if given := environment.get(VARIABLE):
        return Path(given)
    return None if _beside_the_source() else data_dir.numba_cache


def _beside_the_source() -> bool:
    """Not when an administrator installed that for us."""
    return os.access(Path(logistics.__file__).parent / "packing" / "engine", os.W_OK)
