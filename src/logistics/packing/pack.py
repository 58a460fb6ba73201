"""Packing one cargo space: the plain door to the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logistics.packing.improve import best_load
from logistics.packing.kinds import group
from logistics.packing.model import CargoSpace, Item, LoadPlan, Rounds, StopRule
from logistics.packing.reasons import barred, crowded_out


def pack(space: CargoSpace, items: Sequence[Item], *, stop: StopRule, seed: int = 0) -> LoadPlan:
    """Place as many of the pieces as fit, by volume; with `stop=Rounds(n)` the same seed gives the same plan.

    Args:
        space: Inside of the vehicle. Lengths in mm, payload in g.
        items: The pieces; their ids must differ.
        stop: When to stop improving. It ends earlier when everything has a place.

    Returns:
        A plan that passes `check`. Pieces without a place are in `left_over`; that is an answer, not an error.

    Raises:
        ValueError: Two pieces have the same id.
    """
    if len({item.id for item in items}) < len(items):
        raise ValueError("Two pieces have the same id.")
    refused = {item.id: reason for item in items if (reason := barred(space, item))}
    admitted = [item for item in items if item.id not in refused]
    if not admitted:
        return LoadPlan(space=space, placements=(), left_over=tuple(refused.values()))
    kinds = group(space, admitted)
    placements = kinds.placements(best_load(kinds.problem, stop, np.random.default_rng(seed)))
    placed = {placement.item_id for placement in placements}
    loaded_g = sum(item.weight_g for item in admitted if item.id in placed)
    left_over = [
        refused.get(item.id) or crowded_out(space, item, loaded_g) for item in items if item.id not in placed
    ]
    return LoadPlan(space=space, placements=placements, left_over=tuple(left_over))


def warm_up() -> None:
    """Compile the kernels, or load them from the cache, so that no request pays for it."""
    space = CargoSpace(id=0, length_mm=2, width_mm=1, height_mm=1, max_payload_g=None)
    cube = Item(id="1", length_mm=1, width_mm=1, height_mm=1, weight_g=0)
    pack(space, [cube], stop=Rounds(1))
