"""Copying rows of tables without counting references, as assigning slices would."""

from __future__ import annotations

from logistics.packing.engine.jit import folded
from logistics.packing.engine.problem import Real, Small, Whole

Table = Whole | Real | Small


@folded
def copy_rows(source: Table, target: Table, rows: int) -> None:
    """Copy the first rows of a table."""
    for i in range(rows):
        for c in range(source.shape[1]):
            target[i, c] = source[i, c]


@folded
def copy_values(source: Table, target: Table, count: int) -> None:
    """Copy the first values of a row."""
    for i in range(count):
        target[i] = source[i]
