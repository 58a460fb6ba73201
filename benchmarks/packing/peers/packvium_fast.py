"""packvium in its profile `fast`: one order of the pieces, one solver."""

from __future__ import annotations

from typing import Any

from peers.packvium import packed, version

__all__ = ["solve", "version"]


def solve(problem: dict[str, Any], seconds: float, support: float, seed: int) -> tuple[dict[str, Any], None]:
    return packed(problem, "fast", seconds, support, seed), None
