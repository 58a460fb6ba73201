"""From pieces with names to numbered kinds for the engine, and back to placements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.catalogue import list_blocks
from logistics.packing.engine.state import Load, Problem, Real, Whole
from logistics.packing.engine.steps import load_order
from logistics.packing.model import CargoSpace, Item, Placement

Size = tuple[int, int, int]
Kind = tuple[tuple[Size, ...], int, bool, bool, int | None]
"""What makes pieces interchangeable: sizes in which they may stand here, weight, bare, bottom only, strength."""

Standing = tuple[str, Size, Size]
"""A piece's id, its corner and the size in which it stands."""

_MOST_BLOCKS = 20_000

NO_PAYLOAD_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Kinds:
    """Pieces grouped by kind, largest first, and the arrays that describe them to the kernels."""

    members: list[list[Item]]
    problem: Problem

    def placements(self, load: Load) -> tuple[Placement, ...]:
        """The engine's load as placements of named pieces, in the order of loading."""
        waiting = [iter(group) for group in self.members]
        rows: list[Standing] = []
        for block in load.blocks[: load.tally[at.BLOCKS]].tolist():
            names = waiting[self.problem.pose_kind[block[at.POSE]]]
            size = _size(self.problem.pose_size[block[at.POSE]].tolist())
            rows += [(next(names).id, corner, size) for corner in _corners(block, size)]
        return _in_loading_order(rows)


def group(space: CargoSpace, items: Sequence[Item]) -> Kinds:
    """Group pieces, each of which fits the empty space on its own; there must be at least one."""
    groups: dict[Kind, list[Item]] = {}
    for item in items:
        groups.setdefault(_kind(space, item), []).append(item)
    ordered = sorted(groups.items(), key=lambda entry: -entry[1][0].volume_mm3)
    kinds = [kind for kind, _ in ordered]
    members = [group for _, group in ordered]
    return Kinds(members, _problem(space, kinds, members))


def usable_sizes(space: CargoSpace, item: Item) -> tuple[Size, ...]:
    """Permitted sizes in which the piece fits the empty space and passes the doors."""
    room = (space.length_mm, space.width_mm, space.height_mm)
    fitting = (size for size in item.permitted_sizes() if all(a <= b for a, b in zip(size, room, strict=True)))
    return tuple(sorted(size for size in fitting if space.passes_door(size)))


def _kind(space: CargoSpace, item: Item) -> Kind:
    bare = item.bears_nothing or item.max_load_on_top_g == 0
    strength = None if bare else item.max_load_on_top_g
    return usable_sizes(space, item), item.weight_g, bare, item.bottom_only, strength


def _problem(space: CargoSpace, kinds: list[Kind], members: list[list[Item]]) -> Problem:
    room = np.array([space.length_mm, space.width_mm, space.height_mm], dtype=np.int64)
    poses = [(number, size) for number, kind in enumerate(kinds) for size in kind[0]]
    pose_kind = np.array([number for number, _ in poses], dtype=np.int64)
    pose_size = np.array([size for _, size in poses], dtype=np.int64)
    quantity = _whole([len(group) for group in members])
    volume = _whole([group[0].volume_mm3 for group in members])
    weight = _whole([kind[1] for kind in kinds])
    # Always of one type: a problem of whole limits only would make the compiler start anew.
    strength = np.array([np.inf if kind[4] is None else kind[4] for kind in kinds], dtype=np.float64)
    layers = _whole([_layers(kind, len(group)) for kind, group in zip(kinds, members, strict=True)])
    return Problem(
        room=room,
        payload=NO_PAYLOAD_LIMIT if space.max_payload_g is None else space.max_payload_g,
        pose_kind=pose_kind,
        pose_size=pose_size,
        volume=volume,
        log_volume=np.log(volume),
        log_density=_log_density(weight, volume, quantity),
        weight=weight,
        quantity=quantity,
        bare=_whole([int(kind[2]) for kind in kinds]),
        grounded=_whole([int(kind[3]) for kind in kinds]),
        weakness=np.array([1.0 if kind[2] else 0.0 if kind[4] is None else 0.5 for kind in kinds]),
        strength=strength,
        limited=int(np.isfinite(strength).any()),
        blocks=list_blocks(room, pose_kind, pose_size, quantity, layers, _MOST_BLOCKS),
        log=_logarithms(max(int(room.max()), int(quantity.sum()))),
    )


def _layers(kind: Kind, pieces: int) -> int:
    """How many of a kind may stand on each other."""
    _, weight, bare, grounded, strength = kind
    if bare or grounded:
        return 1
    if strength is None or weight == 0:
        return pieces
    return 1 + strength // weight


def _log_density(weight: Whole, volume: Whole, quantity: Whole) -> Real:
    """Logarithm of each kind's density over that of all pieces together; at least -3, for weightless goods."""
    mean = weight @ quantity / (volume @ quantity)
    if mean == 0:
        return np.zeros(len(weight))
    return np.log(np.maximum(weight / volume / mean, np.exp(-3.0)))


def _logarithms(longest: int) -> Real:
    table = np.arange(longest + 1, dtype=np.float64)
    table[0] = 1.0
    return np.log(table)


def _whole(values: list[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def _size(sides: list[int]) -> Size:
    return sides[0], sides[1], sides[2]


def _corners(block: list[int], size: Size) -> list[Size]:
    return [
        (block[at.AX] + i * size[0], block[at.AY] + j * size[1], block[at.AZ] + k * size[2])
        for k in range(block[at.NZ])
        for i in range(block[at.NX])
        for j in range(block[at.NY])
    ]


def _in_loading_order(rows: list[Standing]) -> tuple[Placement, ...]:
    low = np.array([corner for _, corner, _ in rows], dtype=np.int64).reshape(-1, 3)
    size = np.array([size for _, _, size in rows], dtype=np.int64).reshape(-1, 3)
    order = load_order(low, low + size).tolist()
    return tuple(_placement(rows[row], step) for step, row in enumerate(order, start=1))


def _placement(standing: Standing, step: int) -> Placement:
    item_id, corner, size = standing
    return Placement(
        item_id=item_id,
        x_mm=corner[0],
        y_mm=corner[1],
        z_mm=corner[2],
        dx_mm=size[0],
        dy_mm=size[1],
        dz_mm=size[2],
        load_step=step,
    )
