"""Container loads of any number of box types, made by the rule of Bischoff and Ratcliff.

E. E. Bischoff, M. S. W. Ratcliff, *Issues in the development of approaches to container loading*, Omega 23 (1995),
377-390, for 3 to 20 types (BR1-BR7); A. P. Davies, E. E. Bischoff, *Weight distribution considerations in container
loading*, European Journal of Operational Research 114 (1999), 509-527, for 30 to 100 (BR8-BR15). With 3, 5, 8, 10,
12, 15 and 20 types this makes the 700 problems in `br/` to the last box, so MIX30 to MIX100 are BR8 to BR15.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instances import rotations_from_flags

CONTAINER_CM = (587, 233, 220)
SHORTEST_CM = (30, 25, 20)
LONGEST_CM = (120, 100, 80)
STEEPEST = 2
"""A side may stand upright while it is less than so many times the shorter of the other two."""

MODULUS, FACTOR, IGNORED = 2**31 - 1, 16807, 10
FIRST_SEED, SEEDS_APART = 2502505, 100


def mixed(types: int, number: int) -> dict[str, Any]:
    """Problem `number`, from 1, with that many box types: whole cm, no weights, one container."""
    seed = FIRST_SEED + SEEDS_APART * (number - 1)
    shares = _shares(seed)
    sides = [_sides(shares) for _ in range(types)]
    return {
        "name": f"MIX{types}-{number:03d}",
        "seed": seed,
        "unit": "cm",
        "max_containers": 1,
        "container": dict(zip(("length", "width", "height"), CONTAINER_CM, strict=True)) | {"max_weight": None},
        "items": [
            {
                "id": str(kind),
                "length": length,
                "width": width,
                "height": height,
                "weight": 0,
                "quantity": quantity,
                "rotations": rotations_from_flags(*upright_sides((length, width, height))),
            }
            for kind, ((length, width, height), quantity) in enumerate(
                zip(sides, _quantities(sides, shares), strict=True), start=1
            )
        ],
    }


def upright_sides(sides: tuple[int, int, int]) -> list[int]:
    """For each side 1 where it may stand upright, else 0."""
    others = ((1, 2), (0, 2), (0, 1))
    return [int(sides[i] < STEEPEST * min(sides[j], sides[k])) for i, (j, k) in enumerate(others)]


def _shares(seed: int) -> Iterator[float]:
    """Shares of 1 from the multiplicative congruential generator of the papers, without the first ten."""
    state, drawn = seed, 0
    while True:
        state = state * FACTOR % MODULUS
        drawn += 1
        if drawn > IGNORED:
            yield state / MODULUS


def _sides(shares: Iterator[float]) -> tuple[int, int, int]:
    """The longest first."""
    bounds = zip(SHORTEST_CM, LONGEST_CM, strict=True)
    length, width, height = sorted((low + int(next(shares) * (high - low + 1)) for low, high in bounds), reverse=True)
    return length, width, height


def _quantities(sides: list[tuple[int, int, int]], shares: Iterator[float]) -> list[int]:
    """One box of each type, then one of any type at a time, until the next would not go in by volume."""
    volumes = [length * width * height for length, width, height in sides]
    room = CONTAINER_CM[0] * CONTAINER_CM[1] * CONTAINER_CM[2] - sum(volumes)
    quantities = [1] * len(sides)
    while True:
        kind = int(next(shares) * len(sides))
        room -= volumes[kind]
        if room < 0:
            return quantities
        quantities[kind] += 1
