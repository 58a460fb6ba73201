"""From pieces with names to numbered kinds for the engine, and back to placements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.packing.arrays.problem import Standing, entrance_of, make_problem
from logistics.packing.engine import columns as at
from logistics.packing.engine.loading.steps import load_order
from logistics.packing.engine.problem import Problem, Whole
from logistics.packing.engine.rules.balance import balancing_shift
from logistics.packing.engine.state import Load
from logistics.packing.model import CargoSpace, Item, Placement
from logistics.packing.traits import Size, Traits, traits_of


@dataclass(frozen=True, slots=True)
class Kinds:
    """Pieces grouped by kind, largest first, and the arrays that describe them to the kernels."""

    space: CargoSpace
    members: list[list[Item]]
    pinned: list[Standing]
    problem: Problem

    def placements(self, load: Load, *, floating: bool = False) -> tuple[Placement, ...]:
        """Pinned pieces, then the engine's load as placements of named pieces, in the order of loading.

        `floating`: pieces need not rest on anything, so none waits for what carries it.
        """
        return in_loading_order(self.space, self.pinned, self._new(load), floating)

    def _new(self, load: Load) -> list[Standing]:
        waiting = [iter(group) for group in self.members]
        shift = balancing_shift(self.problem, load)[1:] if len(self.problem.limits) else (0, 0)
        rows: list[Standing] = []
        for block in load.blocks[len(self.problem.fixed) : load.tally[at.Tally.BLOCKS]].tolist():
            names = waiting[self.problem.pose_kind[block[at.Placed.POSE]]]
            size = _size(self.problem.pose_size[block[at.Placed.POSE]].tolist())
            rows += [(next(names), corner, size) for corner in _corners(block, size, shift)]
        return rows


def group(space: CargoSpace, items: Sequence[Item], pinned: Sequence[tuple[Item, Placement]] = ()) -> Kinds:
    """Group pieces, each of which fits the empty space on its own; there must be at least one.

    Args:
        pinned: Pieces that stand already, in the order in which they were loaded.
    """
    standing = [
        (item, (p.x_mm, p.y_mm, p.z_mm), (p.dx_mm, p.dy_mm, p.dz_mm))
        for item, p in sorted(pinned, key=lambda pair: pair[1].load_step)
    ]
    groups: dict[Traits, list[Item]] = {}
    for item in items:
        groups.setdefault(traits_of(space, item), []).append(item)
    by_volume = sorted(groups.items(), key=lambda kind: -kind[1][0].volume_mm3)
    members = [alike for _, alike in by_volume]
    return Kinds(space, members, standing, make_problem(space, by_volume, standing))


def _size(sides: list[int]) -> Size:
    return sides[0], sides[1], sides[2]


def _corners(block: list[int], size: Size, shift: tuple[int, int]) -> list[Size]:
    x, y = block[at.Placed.AX] + shift[0], block[at.Placed.AY] + shift[1]
    return [
        (x + i * size[0], y + j * size[1], block[at.Placed.AZ] + k * size[2])
        for k in range(block[at.Placed.NZ])
        for i in range(block[at.Placed.NX])
        for j in range(block[at.Placed.NY])
    ]


def in_loading_order(
    space: CargoSpace, pinned: list[Standing], new: list[Standing], floating: bool
) -> tuple[Placement, ...]:
    """Placements with steps in an order in which every piece can be put in; pinned ones come first."""
    rows = pinned + new
    low = np.array([corner for _, corner, _ in rows], dtype=np.int64).reshape(-1, 3)
    size = np.array([size for _, _, size in rows], dtype=np.int64).reshape(-1, 3)
    stop = np.array([item.stop for item, _, _ in rows], dtype=np.int64)
    if floating and space.is_open:
        order = _from_the_bulkhead(low, stop, len(pinned))
    else:
        order = load_order(low, low + size, stop, entrance_of(space), len(pinned), floating).tolist()
    return tuple(_placement(rows[row], step) for step, row in enumerate(order, start=1))


def _from_the_bulkhead(low: Whole, stop: Whole, pinned: int) -> list[int]:
    """Pinned pieces, then the last stop first and each stop from the bulkhead to the doors.

    No piece of a later stop stands between one of an earlier stop and the doors, so the way in is always free.
    """
    new = sorted(range(pinned, len(low)), key=lambda row: (-stop[row], *low[row, [0, 2, 1]].tolist()))
    return [*range(pinned), *new]


def _placement(standing: Standing, step: int) -> Placement:
    item, corner, size = standing
    return Placement(
        item_id=item.id,
        x_mm=corner[0],
        y_mm=corner[1],
        z_mm=corner[2],
        dx_mm=size[0],
        dy_mm=size[1],
        dz_mm=size[2],
        load_step=step,
    )
