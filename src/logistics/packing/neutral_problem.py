"""Reading the neutral problem JSON: every fault is refused with the place where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from logistics.packing.body import Axles, Balance, Blocked
from logistics.packing.check import check
from logistics.packing.model import LONGEST_SPACE_MM, ROTATIONS, CargoSpace, Item, Placement
from logistics.packing.neutral_fields import (
    Json,
    MalformedProblem,
    built,
    cents,
    flag,
    grams,
    limit_g,
    member,
    objects,
    only,
    share,
    strings,
    temperature,
    whole,
    whole_or_none,
)
from logistics.packing.one_space.pack import unmendable

_LONGEST_PIECE = 10**6
_MOST_PIECES = 100_000
_MOST_VEHICLES = 1_000

_REMARKS = {"name", "unit", "seed", "source", "sup", "parts", "expect", "exact_layout"}
"""What files of benchmarks say beside the problem: where it is from, and answers that are known."""

_PROBLEM = {"container", "vehicles", "items", "pinned", "max_containers", "keep_groups_together"} | _REMARKS
_SIDES = {"length", "width", "height"}
_DOORS = {"door_width", "door_height", "door_left", "door_sill"}
_SPACE = _SIDES | _DOORS | {"max_weight", "refrigerated", "temperature", "blocked", "axles", "balance"}
_VEHICLE = _SPACE | {"id", "cost", "count"}
_CUBOID = {"x", "y", "z", "dx", "dy", "dz"}
_LEVER = {"wheelbase", "bulkhead", "tare_front", "tare_rear", "max_front", "max_rear"}
_AXLES = _LEVER | {"min_front_share", "min_rear_share"}
_BALANCE = {"min_x", "max_x", "max_lateral", "from_weight"}
_CARRYING = {"stackable", "fragile", "bottom_only", "max_load_on_top", "max_layers", "stack_code", "carries_codes"}
_COMPANY = {"stop", "group", "tags", "incompatible_tags", "requires_refrigeration", "temperature"}
_ITEM = _SIDES | _CARRYING | _COMPANY | {"id", "weight", "quantity", "rotations"}
_PIN = _CUBOID | {"item", "load_step"}


@dataclass(frozen=True, slots=True)
class NeutralProblem:
    """A problem in our own words; `names` maps the id of a piece to the item it is one of.

    `spaces` is the one container, of which there are `most_containers` (None: any number), or all the vehicles; then
    `vehicles` maps their ids to those they were given.
    """

    spaces: list[CargoSpace]
    vehicles: dict[int, Any]
    items: list[Item]
    names: dict[str, Any]
    pinned: list[Placement]
    most_containers: int | None
    keep_together: bool

    @property
    def space(self) -> CargoSpace:
        """The one container."""
        return self.spaces[0]


def read_problem(problem: Any, *, min_support_share: float = 1.0) -> NeutralProblem:
    """Read a parsed document. Pinned pieces must stand soundly with that share of support.

    Raises:
        MalformedProblem: With a JSON Pointer to what is wrong.
    """
    if not isinstance(problem, dict):
        raise MalformedProblem("", "an object")
    only(problem, "", _PROBLEM)
    names: dict[str, Any] = {}
    items = _items(member(problem, "", "items", list, "a list"), names)
    together = flag(problem, "", "keep_groups_together")
    if "vehicles" in problem:
        spaces, vehicles = _vehicles(problem)
        return NeutralProblem(spaces, vehicles, items, names, [], len(spaces), together)
    container = member(problem, "", "container", dict, "an object")
    only(container, "/container", _SPACE)
    space = _space(container, "/container")
    pinned = _pinned(problem, names)
    _refuse_impossible_pins(space, items, pinned, min_support_share)
    return NeutralProblem([space], {}, items, names, pinned, _containers_allowed(problem), together)


def _vehicles(problem: Json) -> tuple[list[CargoSpace], dict[int, Any]]:
    """Every vehicle of the fleet as a space of its own, and the ids that were given."""
    if problem.get("container") is not None or problem.get("pinned"):
        raise MalformedProblem("/vehicles", "either vehicles or a container, and nothing pinned in vehicles")
    entries = objects(problem, "", "vehicles")
    if not entries:
        raise MalformedProblem("/vehicles", "at least one vehicle")
    spaces: list[CargoSpace] = []
    names: dict[int, Any] = {}
    for entry, pointer in entries:
        only(entry, pointer, _VEHICLE)
        name = member(entry, pointer, "id", (str, int), "a string or a whole number")
        if str(name) in map(str, names.values()):
            raise MalformedProblem(f"{pointer}/id", "an id that no other vehicle has; count says how many are alike")
        count = whole(entry, pointer, "count", _MOST_VEHICLES) if "count" in entry else 1
        if len(spaces) + count > _MOST_VEHICLES:
            raise MalformedProblem(f"{pointer}/count", f"at most {_MOST_VEHICLES} vehicles in all")
        one = replace(_space(entry, pointer), cost_cents=cents(entry, pointer, "cost"))
        for _ in range(count):
            names[len(spaces)] = name
            spaces.append(replace(one, id=len(spaces)))
    return spaces, names


def _space(container: Json, at: str) -> CargoSpace:
    length, width, height = (whole(container, at, side, LONGEST_SPACE_MM) for side in ("length", "width", "height"))
    return built(
        at,
        CargoSpace,
        id=0,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        max_payload_g=limit_g(container, at, "max_weight"),
        door_width_mm=whole_or_none(container, at, "door_width", LONGEST_SPACE_MM),
        door_height_mm=whole_or_none(container, at, "door_height", LONGEST_SPACE_MM),
        door_left_mm=whole_or_none(container, at, "door_left", LONGEST_SPACE_MM, least=0),
        door_sill_mm=whole_or_none(container, at, "door_sill", LONGEST_SPACE_MM, least=0) or 0,
        refrigerated=flag(container, at, "refrigerated"),
        temperature_c=temperature(container, at),
        blocked=tuple(_blocked(entry, pointer) for entry, pointer in objects(container, at, "blocked")),
        axles=_axles(container, at),
        balance=_balance(container, at),
    )


def _blocked(entry: Json, pointer: str) -> Blocked:
    only(entry, pointer, _CUBOID)
    return Blocked(
        z_mm=whole(entry, pointer, "z", LONGEST_SPACE_MM, least=0) if "z" in entry else 0,
        x_mm=whole(entry, pointer, "x", LONGEST_SPACE_MM, least=0),
        y_mm=whole(entry, pointer, "y", LONGEST_SPACE_MM, least=0),
        dx_mm=whole(entry, pointer, "dx", LONGEST_SPACE_MM),
        dy_mm=whole(entry, pointer, "dy", LONGEST_SPACE_MM),
        dz_mm=whole(entry, pointer, "dz", LONGEST_SPACE_MM),
    )


def _axles(container: Json, at: str) -> Axles | None:
    if container.get("axles") is None:
        return None
    entry, pointer = member(container, at, "axles", dict, "an object"), f"{at}/axles"
    only(entry, pointer, _AXLES)
    return built(
        pointer,
        Axles,
        wheelbase_mm=whole(entry, pointer, "wheelbase", LONGEST_SPACE_MM),
        bulkhead_mm=whole(entry, pointer, "bulkhead", LONGEST_SPACE_MM, least=-LONGEST_SPACE_MM),
        tare_front_g=grams(entry, pointer, "tare_front", ROUND_CEILING),
        tare_rear_g=grams(entry, pointer, "tare_rear", ROUND_CEILING),
        max_front_g=grams(entry, pointer, "max_front", ROUND_FLOOR),
        max_rear_g=grams(entry, pointer, "max_rear", ROUND_FLOOR),
        min_front_share=share(entry, pointer, "min_front_share"),
        min_rear_share=share(entry, pointer, "min_rear_share"),
    )


def _balance(container: Json, at: str) -> Balance | None:
    if container.get("balance") is None:
        return None
    entry, pointer = member(container, at, "balance", dict, "an object"), f"{at}/balance"
    only(entry, pointer, _BALANCE)
    return built(
        pointer,
        Balance,
        min_x_mm=whole_or_none(entry, pointer, "min_x", LONGEST_SPACE_MM, least=0),
        max_x_mm=whole_or_none(entry, pointer, "max_x", LONGEST_SPACE_MM, least=0),
        max_lateral_mm=whole_or_none(entry, pointer, "max_lateral", LONGEST_SPACE_MM, least=0),
        from_g=limit_g(entry, pointer, "from_weight") or 0,
    )


def _items(entries: list[Any], names: dict[str, Any]) -> list[Item]:
    """Every piece of every entry; `names` receives the item id that each piece's id stands for."""
    items: list[Item] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        pointer = f"/items/{index}"
        if not isinstance(entry, dict):
            raise MalformedProblem(pointer, "an object")
        only(entry, pointer, _ITEM)
        key = str(member(entry, pointer, "id", (str, int), "a string or a whole number"))
        if key in seen:
            raise MalformedProblem(f"{pointer}/id", "an id that no other item has")
        seen.add(key)
        quantity = whole(entry, pointer, "quantity", _MOST_PIECES) if "quantity" in entry else 1
        if len(items) + quantity > _MOST_PIECES:
            raise MalformedProblem(f"{pointer}/quantity", f"at most {_MOST_PIECES} pieces in all")
        traits = _traits(entry, pointer)
        pieces = [built(pointer, Item, id=f"{index}-{number}", **traits) for number in range(1, quantity + 1)]
        names.update((piece.id, entry["id"]) for piece in pieces)
        items += pieces
    return items


def _traits(entry: Json, at: str) -> Json:
    """Everything that the pieces of an entry have in common."""
    length, width, height = (whole(entry, at, side, _LONGEST_PIECE) for side in ("length", "width", "height"))
    return {
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "weight_g": grams(entry, at, "weight", ROUND_CEILING) if "weight" in entry else 0,
        "rotations": _rotations(entry.get("rotations"), f"{at}/rotations"),
        "stackable": flag(entry, at, "stackable", default=True),
        "fragile": flag(entry, at, "fragile"),
        "max_load_on_top_g": limit_g(entry, at, "max_load_on_top"),
        "bottom_only": flag(entry, at, "bottom_only"),
        "requires_refrigeration": flag(entry, at, "requires_refrigeration"),
        "max_layers": whole_or_none(entry, at, "max_layers", _MOST_PIECES),
        "stack_code": None if entry.get("stack_code") is None else member(entry, at, "stack_code", str, "a string"),
        "carries_codes": None if entry.get("carries_codes") is None else strings(entry, at, "carries_codes"),
        "stop": whole(entry, at, "stop", _MOST_PIECES) if "stop" in entry else 1,
        "tags": strings(entry, at, "tags"),
        "incompatible_tags": strings(entry, at, "incompatible_tags"),
        "temperature_c": temperature(entry, at),
        "group": None if entry.get("group") is None else str(member(entry, at, "group", (str, int), "a string")),
    }


def _pinned(problem: Json, names: dict[str, Any]) -> list[Placement]:
    """Placements of pieces that stand already, in the order of loading if no `load_step` says otherwise."""
    waiting: dict[str, list[str]] = {}
    for piece, name in names.items():
        waiting.setdefault(str(name), []).append(piece)
    pinned = []
    for number, (entry, pointer) in enumerate(objects(problem, "", "pinned"), start=1):
        only(entry, pointer, _PIN)
        name = str(member(entry, pointer, "item", (str, int), "the id of an item"))
        if not waiting.get(name):
            raise MalformedProblem(f"{pointer}/item", "an item of which there are pieces left")
        corner = {f"{key}_mm": whole(entry, pointer, key, LONGEST_SPACE_MM, least=0) for key in "xyz"}
        size = {f"{key}_mm": whole(entry, pointer, key, LONGEST_SPACE_MM) for key in ("dx", "dy", "dz")}
        step = whole(entry, pointer, "load_step", _MOST_PIECES) if "load_step" in entry else number
        pinned.append(Placement(item_id=waiting[name].pop(0), load_step=step, **corner, **size))
    return pinned


def _refuse_impossible_pins(
    space: CargoSpace, items: list[Item], pinned: list[Placement], min_support_share: float
) -> None:
    faults = unmendable(check(space, items, pinned, min_support_share=min_support_share))
    if faults:
        raise MalformedProblem("/pinned", f"pieces that can stand so, but {faults[0].detail.removesuffix('.')}")


def _rotations(codes: Any, pointer: str) -> tuple[str, ...]:
    if codes is None:
        return ROTATIONS
    if not isinstance(codes, list) or any(code not in ROTATIONS for code in codes):
        raise MalformedProblem(pointer, f"a list of {', '.join(ROTATIONS)}")
    return tuple(codes) or ROTATIONS


def _containers_allowed(problem: Json) -> int | None:
    if "max_containers" not in problem:
        return 1
    return whole_or_none(problem, "", "max_containers", _MOST_PIECES)
