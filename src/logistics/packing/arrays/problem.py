"""A packing problem as the arrays that the kernels work on (see `engine.problem`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.blocks.catalogue import list_blocks
from logistics.packing.engine.loading.ways import Entrance
from logistics.packing.engine.problem import NO_LIMIT, Problem, Real, Whole
from logistics.packing.engine.rules.stacks import SLACK_G
from logistics.packing.limits import weight_limits
from logistics.packing.model import CargoSpace, Item
from logistics.packing.traits import MM2_PER_M2, Size, Traits, traits_of

Standing = tuple[Item, Size, Size]
"""A piece, its corner and the size in which it stands."""

_MOST_BLOCKS = 20_000

_LATER_STOP = 0.7
"""How much sooner goods come than those that leave a stop earlier, in terms of how much sooner goods for the
floor come. Much more wastes room beside the walls of a stop, nothing at all walls in what is left of it."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Kinds of pieces, largest first, then each pinned piece as a kind of its own with nothing in stock."""

    kinds: list[Traits]
    quantity: Whole
    volume: Whole
    weight: Whole
    standing: Sequence[Standing]


def make_problem(
    space: CargoSpace, members: Sequence[tuple[Traits, list[Item]]], pinned: Sequence[Standing]
) -> Problem:
    """Arrays for kinds of pieces, largest first, and for pinned pieces; what is fixed is sorted by height."""
    table = _table(space, members, sorted(pinned, key=lambda entry: entry[1][2]))
    room = _whole([space.length_mm, space.width_mm, space.height_mm])
    poses = [(number, size) for number, kind in enumerate(table.kinds) for size in kind.sizes]
    limits = weight_limits(space)
    return Problem(
        room=room,
        payload=NO_LIMIT if space.max_payload_g is None else space.max_payload_g,
        **_goods(table),
        **_strengths(table.kinds),
        **_blocks(table, room, poses),
        log=_logarithms(max(int(room.max()), int(table.quantity.sum()))),
        ruled=int(_is_ruled(space, table) or len(limits) > 0),
        **_stops(table),
        **_stacking(table.kinds),
        limits=limits,
        door=entrance_of(space).door,
        walls=entrance_of(space).walls,
        open=int(space.is_open),
        hung=int(any(block.hangs for block in space.blocked)),
        fixed=_fixed(space, table.standing, len(members), len(poses)),
    )


def _table(space: CargoSpace, members: Sequence[tuple[Traits, list[Item]]], standing: Sequence[Standing]) -> _Table:
    firsts = [alike[0] for _, alike in members] + [item for item, _, _ in standing]
    alone = [replace(traits_of(space, item), sizes=(size,)) for item, _, size in standing]
    return _Table(
        kinds=[kind for kind, _ in members] + alone,
        quantity=_whole([len(alike) for _, alike in members] + [0] * len(standing)),
        volume=_whole([item.volume_mm3 for item in firsts]),
        weight=_whole([item.weight_g for item in firsts]),
        standing=standing,
    )


def _goods(table: _Table) -> dict[str, Any]:
    return {
        "volume": table.volume,
        "log_volume": np.log(table.volume),
        "log_density": _log_density(table.weight, table.volume, table.quantity),
        "weight": table.weight,
        "quantity": table.quantity,
        "grounded": _whole([int(kind.bottom_only) for kind in table.kinds]),
    }


def _strengths(kinds: list[Traits]) -> dict[str, Any]:
    """`bare`, `weakness`, `strength`, `pressure` and `limited` of a problem."""
    # Always of one type: a problem of whole limits only would make the compiler start anew.
    strength = np.array([np.inf if kind.strength_g is None else kind.strength_g for kind in kinds], dtype=np.float64)
    pressure = np.array([_pressure(kind) for kind in kinds], dtype=np.float64)
    return {
        "bare": _whole([int(kind.bare) for kind in kinds]),
        "weakness": np.array([1.0 if kind.bare else 0.5 if kind.is_weak else 0.0 for kind in kinds]),
        "strength": strength,
        "pressure": pressure,
        "limited": int(np.isfinite(strength).any() or np.isfinite(pressure).any()),
    }


def _pressure(kind: Traits) -> float:
    """g for each mm²; a pressure counts as whole g for each m² when it is judged."""
    limit = kind.pressure_g_per_m2
    return np.inf if limit is None else (limit + SLACK_G) / MM2_PER_M2


def _blocks(table: _Table, room: Whole, poses: list[tuple[int, Size]]) -> dict[str, Any]:
    """Poses of the kinds, blocks of pieces in one pose, and where those of each kind are."""
    pose_kind = _whole([number for number, _ in poses])
    pose_size = np.array([size for _, size in poses], dtype=np.int64)
    layers = _whole([kind.layers(int(n)) for kind, n in zip(table.kinds, table.quantity, strict=True)])
    blocks = list_blocks(room, pose_kind, pose_size, table.quantity, layers, _MOST_BLOCKS)
    kind_blocks = np.lexsort((-blocks[:, at.Block.COUNT], blocks[:, at.Block.KIND]))
    numbers = np.arange(len(table.kinds) + 1)
    return {
        "pose_kind": pose_kind,
        "pose_size": pose_size,
        "first_pose": np.searchsorted(pose_kind, numbers),
        "blocks": blocks,
        "kind_blocks": kind_blocks,
        "kind_counts": blocks[kind_blocks, at.Block.COUNT],
        "kind_first": np.searchsorted(blocks[kind_blocks, at.Block.KIND], numbers),
    }


def _stops(table: _Table) -> dict[str, Any]:
    """`stop`, `stops`, `stop_weight` and `preference` of a problem."""
    stop = _whole([kind.stop for kind in table.kinds])
    stops = np.unique(stop)
    loose = len(table.kinds) - len(table.standing)
    in_all = table.quantity + _whole([0] * loose + [1] * len(table.standing))
    return {
        "stop": stop,
        "stops": stops,
        "stop_weight": _whole([int((table.weight * in_all)[stop >= first].sum()) for first in stops]),
        "preference": _LATER_STOP * np.searchsorted(stops, stop).astype(np.float64),
    }


def _is_ruled(space: CargoSpace, table: _Table) -> bool:
    """Whether any rule but those on weight in place says where a block may go."""
    return (
        bool(table.standing)
        or len({kind.stop for kind in table.kinds}) > 1
        or space.opening[3] < space.height_mm
        or any(_stacks_by_rule(kind) for kind in table.kinds)
    )


def _stacks_by_rule(kind: Traits) -> bool:
    return kind.max_layers is not None or kind.carries_codes is not None


def _stacking(kinds: list[Traits]) -> dict[str, Any]:
    """`code`, `carries`, `family` and `most_layers` of a problem."""
    codes = {(kind.stack_code, kind.carries_codes): kind for kind in kinds}
    numbers = {code: number for number, code in enumerate(codes)}
    families: dict[str, int] = {}
    return {
        "code": _whole([numbers[kind.stack_code, kind.carries_codes] for kind in kinds]),
        "carries": np.array([[int(low.carries(up)) for low in codes.values()] for up in codes.values()], np.int64),
        "most_layers": _whole([NO_LIMIT if kind.max_layers is None else kind.max_layers for kind in kinds]),
        "family": _whole([families.setdefault(str(kind.family), len(families)) for kind in kinds]),
    }


def _fixed(space: CargoSpace, standing: Sequence[Standing], first_kind: int, poses: int) -> Whole:
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
