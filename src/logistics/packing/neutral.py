"""The neutral problem JSON (benchmarks/packing/README.md) in, the neutral layout JSON out."""

from __future__ import annotations

import math
import time
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from logistics.packing.model import LONGEST_SPACE_MM, ROTATIONS, CargoSpace, Item, LoadPlan, Seconds
from logistics.packing.pack import pack

Json = dict[str, Any]

_LONGEST_PIECE = 10**6
_HEAVIEST_KG = 10**9
_MOST_PIECES = 100_000


class MalformedProblem(ValueError):
    """The problem does not follow the schema; `pointer` is the JSON Pointer to the place."""

    def __init__(self, pointer: str, expected: str) -> None:
        super().__init__(f"{pointer or '/'}: expected {expected}.")
        self.pointer = pointer


def solve_neutral(problem: Json, *, time_limit_s: float, seed: int = 0) -> Json:
    """Pack a neutral problem: the fullest single container, or as few equal containers as we find.

    Lengths are taken as they are, whatever the unit. Weights are kg; one that is not a whole number of grams
    is rounded up, and a limit down, so that the layout is valid in any case.

    Args:
        problem: The parsed document.
        time_limit_s: Time to search, for all containers together.
        seed: Of the search.

    Returns:
        `placements`, and in `left_over` the item, reason and detail of every piece without a place.

    Raises:
        MalformedProblem: With a JSON Pointer to what is wrong.
    """
    if not isinstance(problem, dict):
        raise MalformedProblem("", "an object")
    space = _space(_member(problem, "", "container", dict, "an object"))
    names: dict[str, Any] = {}
    items = _items(_member(problem, "", "items", list, "a list"), names)
    plans = _containers(space, items, _containers_allowed(problem, items), time_limit_s, seed)
    return {
        "placements": [entry for number, plan in enumerate(plans) for entry in _placements(plan, number, names)],
        "left_over": [
            {"item": names[left.item_id], "reason": left.reason.value, "detail": left.detail}
            for left in plans[-1].left_over
        ],
    }


def _containers(space: CargoSpace, items: list[Item], most: int, time_limit_s: float, seed: int) -> list[LoadPlan]:
    """Fill one container after the other; the time left is shared among those still expected."""
    ends_at = time.monotonic() + time_limit_s
    plans: list[LoadPlan] = []
    rest = items
    while not plans or (rest and plans[-1].placements and len(plans) < most):
        expected = math.ceil(sum(item.volume_mm3 for item in rest) / space.volume_mm3)
        share = (ends_at - time.monotonic()) / max(1, min(expected, most - len(plans)))
        plans.append(pack(space, rest, stop=Seconds(max(share, 0.0)), seed=seed))
        waiting = {left.item_id for left in plans[-1].left_over}
        rest = [item for item in rest if item.id in waiting]
    return plans


def _placements(plan: LoadPlan, container: int, names: dict[str, Any]) -> list[Json]:
    return [
        {
            "item": names[placed.item_id],
            "x": placed.x_mm,
            "y": placed.y_mm,
            "z": placed.z_mm,
            "dx": placed.dx_mm,
            "dy": placed.dy_mm,
            "dz": placed.dz_mm,
            "container": container,
            "load_step": placed.load_step,
        }
        for placed in plan.placements
    ]


def _space(container: Json) -> CargoSpace:
    length, width, height = (
        _whole(container, "/container", side, LONGEST_SPACE_MM) for side in ("length", "width", "height")
    )
    capacity = container.get("max_weight")
    payload_g = None if capacity is None else _grams(container, "/container", "max_weight", ROUND_FLOOR)
    return CargoSpace(id=0, length_mm=length, width_mm=width, height_mm=height, max_payload_g=payload_g)


def _items(entries: list[Any], names: dict[str, Any]) -> list[Item]:
    """Every piece of every entry; `names` receives the item id that each piece's id stands for."""
    items: list[Item] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        pointer = f"/items/{index}"
        if not isinstance(entry, dict):
            raise MalformedProblem(pointer, "an object")
        key = str(_member(entry, pointer, "id", (str, int), "a string or a whole number"))
        if key in seen:
            raise MalformedProblem(f"{pointer}/id", "an id that no other item has")
        seen.add(key)
        quantity = _whole(entry, pointer, "quantity", _MOST_PIECES) if "quantity" in entry else 1
        if len(items) + quantity > _MOST_PIECES:
            raise MalformedProblem(f"{pointer}/quantity", f"at most {_MOST_PIECES} pieces in all")
        pieces = [_item(f"{index}-{number}", entry, pointer) for number in range(1, quantity + 1)]
        names.update((piece.id, entry["id"]) for piece in pieces)
        items += pieces
    return items


def _item(name: str, entry: Json, pointer: str) -> Item:
    length, width, height = (_whole(entry, pointer, side, _LONGEST_PIECE) for side in ("length", "width", "height"))
    return Item(
        id=name,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        weight_g=_grams(entry, pointer, "weight", ROUND_CEILING) if "weight" in entry else 0,
        rotations=_rotations(entry.get("rotations"), f"{pointer}/rotations"),
    )


def _rotations(codes: Any, pointer: str) -> tuple[str, ...]:
    if codes is None:
        return ROTATIONS
    if not isinstance(codes, list) or any(code not in ROTATIONS for code in codes):
        raise MalformedProblem(pointer, f"a list of {', '.join(ROTATIONS)}")
    return tuple(codes) or ROTATIONS


def _containers_allowed(problem: Json, items: list[Item]) -> int:
    if problem.get("max_containers", 1) is None:
        return max(1, len(items))
    return _whole(problem, "", "max_containers", _MOST_PIECES) if "max_containers" in problem else 1


def _member(entry: Json, pointer: str, name: str, kind: type | tuple[type, ...], wanted: str) -> Any:
    value = entry.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise MalformedProblem(f"{pointer}/{name}", wanted)
    return value


def _whole(entry: Json, pointer: str, name: str, most: int) -> int:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise MalformedProblem(f"{pointer}/{name}", f"a whole number from 1 to {most}")
    return value


def _grams(entry: Json, pointer: str, name: str, rounding: str) -> int:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _HEAVIEST_KG:
        raise MalformedProblem(f"{pointer}/{name}", f"a number of kg from 0 to {_HEAVIEST_KG}")
    return int((Decimal(str(value)) * 1000).to_integral_value(rounding))
