"""Reading the neutral problem JSON: every fault is refused with the place where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from logistics.dock.body import Axles, Balance, Blocked
from logistics.dock.rules import Rules
from logistics.packing.check import check
from logistics.packing.model import ROTATIONS, CargoSpace, Item, Placement
from logistics.packing.neutral.refusals import MalformedProblem, built, malformed
from logistics.packing.neutral.schema import (
    MOST_PIECES,
    MOST_VEHICLES,
    ItemEntry,
    PinEntry,
    ProblemEntry,
    SpaceEntry,
    VehicleEntry,
)
from logistics.packing.one_space.pack import unmendable


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
    try:
        read = ProblemEntry.model_validate(problem)
    except ValidationError as error:
        raise malformed(error) from None
    names: dict[str, Any] = {}
    items = _items(read.items, names)
    if read.vehicles is not None:
        spaces, vehicles = _vehicles(read, read.vehicles)
        return NeutralProblem(spaces, vehicles, items, names, [], len(spaces), read.keep_groups_together)
    if read.container is None:
        raise MalformedProblem("/container", "an object")
    space = _space(read.container, "/container")
    pinned = _pinned(read.pinned, names)
    _refuse_impossible_pins(space, items, pinned, min_support_share)
    return NeutralProblem([space], {}, items, names, pinned, read.max_containers, read.keep_groups_together)


def _vehicles(read: ProblemEntry, entries: list[VehicleEntry]) -> tuple[list[CargoSpace], dict[int, Any]]:
    """Every vehicle of the fleet as a space of its own, and the ids that were given."""
    if read.container is not None or read.pinned:
        raise MalformedProblem("/vehicles", "either vehicles or a container, and nothing pinned in vehicles")
    if not entries:
        raise MalformedProblem("/vehicles", "at least one vehicle")
    spaces: list[CargoSpace] = []
    names: dict[int, Any] = {}
    for number, entry in enumerate(entries):
        at = f"/vehicles/{number}"
        if str(entry.id) in map(str, names.values()):
            raise MalformedProblem(f"{at}/id", "an id that no other vehicle has; count says how many are alike")
        if len(spaces) + entry.count > MOST_VEHICLES:
            raise MalformedProblem(f"{at}/count", f"at most {MOST_VEHICLES} vehicles in all")
        one = replace(_space(entry, at), cost_cents=int(entry.cost))
        for _ in range(entry.count):
            names[len(spaces)] = entry.id
            spaces.append(replace(one, id=len(spaces)))
    return spaces, names


def _space(entry: SpaceEntry, at: str) -> CargoSpace:
    axles, balance = (entry.axles and entry.axles.defined(Axles)), (entry.balance and entry.balance.defined(Balance))
    for name, part in (("axles", axles), ("balance", balance)):
        for fault in part.faults() if part else ():
            raise MalformedProblem(f"{at}/{name}", f"figures that agree, but {fault.words.removesuffix('.')}")
    return built(
        at,
        CargoSpace,
        id=0,
        length_mm=entry.length,
        width_mm=entry.width,
        height_mm=entry.height,
        max_payload_g=entry.max_weight,
        door_width_mm=entry.door_width,
        door_height_mm=entry.door_height,
        door_left_mm=entry.door_left,
        door_sill_mm=entry.door_sill or 0,
        refrigerated=entry.refrigerated,
        temperature_c=entry.temperature,
        blocked=tuple(room.defined(Blocked) for room in entry.blocked),
        axles=axles,
        balance=balance,
    )


def _items(entries: list[ItemEntry], names: dict[str, Any]) -> list[Item]:
    """Every piece of every entry; `names` receives the item id that each piece's id stands for."""
    items: list[Item] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        pointer, key = f"/items/{index}", str(entry.id)
        if key in seen:
            raise MalformedProblem(f"{pointer}/id", "an id that no other item has")
        seen.add(key)
        if len(items) + entry.quantity > MOST_PIECES:
            raise MalformedProblem(f"{pointer}/quantity", f"at most {MOST_PIECES} pieces in all")
        first = built(pointer, Item, id=f"{index}-1", **_traits(entry))
        pieces = [first, *(replace(first, id=f"{index}-{number}") for number in range(2, entry.quantity + 1))]
        names.update((piece.id, entry.id) for piece in pieces)
        items += pieces
    return items


def _traits(entry: ItemEntry) -> dict[str, Any]:
    """Everything that the pieces of an entry have in common."""
    coldest, warmest = entry.temperature or (None, None)
    return entry.values(Rules) | {
        "length_mm": entry.length,
        "width_mm": entry.width,
        "height_mm": entry.height,
        "weight_g": entry.weight,
        "rotations": entry.rotations or ROTATIONS,
        "stop": entry.stop,
        "min_temperature_c": coldest,
        "max_temperature_c": warmest,
        "group": None if entry.group is None else str(entry.group),
    }


def _pinned(entries: list[PinEntry], names: dict[str, Any]) -> list[Placement]:
    """Placements of pieces that stand already, in the order of loading if no `load_step` says otherwise."""
    waiting: dict[str, list[str]] = {}
    for piece, name in names.items():
        waiting.setdefault(str(name), []).append(piece)
    pinned = []
    for number, entry in enumerate(entries):
        if not waiting.get(str(entry.item)):
            raise MalformedProblem(f"/pinned/{number}/item", "an item of which there are pieces left")
        place = {f"{key}_mm": getattr(entry, key) for key in ("x", "y", "z", "dx", "dy", "dz")}
        step = number + 1 if entry.load_step is None else entry.load_step
        pinned.append(Placement(item_id=waiting[str(entry.item)].pop(0), load_step=step, **place))
    return pinned


def _refuse_impossible_pins(
    space: CargoSpace, items: list[Item], pinned: list[Placement], min_support_share: float
) -> None:
    faults = unmendable(check(space, items, pinned, min_support_share=min_support_share))
    if faults:
        raise MalformedProblem("/pinned", f"pieces that can stand so, but {faults[0].detail.removesuffix('.')}")
