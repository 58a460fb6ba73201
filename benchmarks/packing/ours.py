"""Our own engine behind the same door as the peers: see `serve.py`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from logistics import packing
from logistics.packing.neutral import solve_neutral
from logistics.packing.one_space import pack
from logistics.packing.several_spaces import fleet

Json = dict[str, Any]


def version() -> str:
    """Changes with any file of the package, so that figures of two states of it are never mixed."""
    digest = hashlib.sha256()
    for path in sorted(Path(packing.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def warm_up() -> None:
    """Compile the kernels or load them from the cache: whatever the support, and for several containers."""
    fleet.warm_up()
    pack.warm_up(min_support_share=0.0)


def solve(problem: Json, seconds: float, support: float, seed: int) -> tuple[Json, None]:
    """The layout; with no time to improve it is the first one."""
    return solve_neutral(problem, time_limit_s=seconds, seed=seed, min_support_share=support), None
