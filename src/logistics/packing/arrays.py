"""A packing problem as the arrays that the kernels work on (see `engine.state`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks.catalogue import list_blocks
from logistics.packing.engine.loading.ways import Entrance
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.limits import weight_limits
from logistics.packing.model import CargoSpace, Item
from logistics.packing.traits import Size, Traits, traits_of

_MOST_BLOCKS = 20_000

NO_LIMIT = 2**62

_EAGERNESS = 0.7
"""How much sooner goods come than those that leave a stop earlier, in terms of how much sooner goods for the
floor come. Much more wastes room beside the walls of a stop, nothing at all walls in what is left of it."""


def make_problem(space: CargoSpace, members: list[list[Item]], pinned: Sequence[tuple[Item, Size, Size]]) -> Problem:
    """Arrays for kinds of pieces, largest first, and for pinned pieces with their corners and sizes.

    Pinned pieces are kinds of their own with nothing in stock; what is fixed is sorted by height.
    """
    standing = sorted(pinned, key=lambda entry: entry[1][2])
    kinds = [traits_of(space, alike[0]) for alike in members]
    kinds += [replace(traits_of(space, item), sizes=(size,)) for item, _, size in standing]
    firsts = [alike[0] for alike in members] + [item for item, _, _ in standing]
    quantity = _whole([len(alike) for alike in members] + [0] * len(standing))
    room = np.array([space.length_mm, space.width_mm, space.height_mm], dtype=np.int64)
    poses = [(number, size) for number, kind in enumerate(kinds) for size in kind.sizes]
    pose_kind = _whole([number for number, _ in poses])
    pose_size = np.array([size for _, size in poses], dtype=np.int64)
    volume, weight = _whole([item.volume_mm3 for item in firsts]), _whole([kind.weight_g for kind in kinds])
    # Always of one type: a problem of whole limits only would make the compiler start anew.
    strength = np.array([np.inf if kind.strength_g is None else kind.strength_g for kind in kinds], dtype=np.float64)
    layers = _whole([kind.layers(int(count)) for kind, count in zip(kinds, quantity, strict=True)])
    stop, stops = _whole([kind.stop for kind in kinds]), _whole(sorted({kind.stop for kind in kinds}))
    in_all = quantity + _whole([0] * len(members) + [1] * len(standing))
    limits = weight_limits(space)
    blocks = list_blocks(room, pose_kind, pose_size, quantity, layers, _MOST_BLOCKS)
    kind_blocks = np.lexsort((-blocks[:, at.Block.COUNT], blocks[:, at.Block.KIND]))
    numbers, stacking = np.arange(len(kinds) + 1), _stacking(kinds)
    return Problem(
        room=room,
        payload=NO_LIMIT if space.max_payload_g is None else space.max_payload_g,
        pose_kind=pose_kind,
        pose_size=pose_size,
        volume=volume,
        log_volume=np.log(volume),
        log_density=_log_density(weight, volume, quantity),
        weight=weight,
        quantity=quantity,
        bare=_whole([int(kind.bare) for kind in kinds]),
        grounded=_whole([int(kind.bottom_only) for kind in kinds]),
        weakness=np.array([1.0 if kind.bare else 0.0 if kind.strength_g is None else 0.5 for kind in kinds]),
        strength=strength,
        limited=int(np.isfinite(strength).any()),
        blocks=blocks,
        kind_blocks=kind_blocks,
        kind_counts=blocks[kind_blocks, at.Block.COUNT],
        kind_first=np.searchsorted(blocks[kind_blocks, at.Block.KIND], numbers),
        first_pose=np.searchsorted(pose_kind, numbers),
        log=_logarithms(max(int(room.max()), int(quantity.sum()))),
        ruled=int(
            bool(standing)
            or len(stops) > 1
            or len(limits) > 0
            or space.opening[3] < space.height_mm
            or any(_stacks_by_rule(kind) for kind in kinds)
        ),
        stop=stop,
        stops=stops,
        stop_weight=_whole([int((weight * in_all)[stop >= first].sum()) for first in stops]),
        code=stacking["code"],
        carries=stacking["carries"],
        family=stacking["family"],
        most_layers=_whole([NO_LIMIT if kind.max_layers is None else kind.max_layers for kind in kinds]),
        preference=_EAGERNESS * np.searchsorted(stops, stop).astype(np.float64),
        limits=limits,
        door=entrance_of(space).door,
        walls=entrance_of(space).walls,
        open=int(space.is_open),
        hung=int(any(block.hangs for block in space.blocked)),
        fixed=_fixed(space, standing, len(members), len(poses)),
    )


def _stacks_by_rule(kind: Traits) -> bool:
    return kind.max_layers is not None or kind.carries_codes is not None


def _stacking(kinds: list[Traits]) -> dict[str, Whole]:
    """`code`, `carries` and `family` of a problem."""
    codes = {(kind.stack_code, kind.carries_codes): kind for kind in kinds}
    numbers = {code: number for number, code in enumerate(codes)}
    families: dict[str, int] = {}
    return {
        "code": _whole([numbers[kind.stack_code, kind.carries_codes] for kind in kinds]),
        "carries": np.array([[int(low.carries(up)) for low in codes.values()] for up in codes.values()], np.int64),
        "family": _whole([families.setdefault(str(kind.family), len(families)) for kind in kinds]),
    }


def _fixed(space: CargoSpace, standing: list[tuple[Item, Size, Size]], first_kind: int, poses: int) -> Whole:
    """Rows of `Problem.fixed`. Pinned pieces have the last kinds and, one for each, the last poses."""
    rows = [
        (block.x_mm, block.y_mm, block.z_mm, block.dx_mm, block.dy_mm, block.dz_mm, 1, -1, -1, 1, 1)
        for block in space.blocked
    ]
    first_pose = poses - len(standing)
    rows += [
        (*corner, *size, 1, first_kind + number, first_pose + number, 1, 1)
        for number, (_, corner, size) in enumerate(standing)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 11)


def entrance_of(space: CargoSpace) -> Entrance:
    """What a way into this space depends on."""
    near = [(block.x_mm, block.y_mm, block.z_mm) for block in space.blocked]
    size = [(block.dx_mm, block.dy_mm, block.dz_mm) for block in space.blocked]
    low, sides = np.array(near, dtype=np.int64).reshape(-1, 3), np.array(size, dtype=np.int64).reshape(-1, 3)
    room = _whole([space.length_mm, space.width_mm, space.height_mm])
    return Entrance(room, _whole(list(space.opening)), np.ascontiguousarray(np.hstack([low, low + sides])))


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
