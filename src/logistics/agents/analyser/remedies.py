"""Why an order cannot be booked as it is, and the cheapest change that helps: sentences a dispatcher can act on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from logistics.agents.analyser.planning import Plan
from logistics.contracts.orders import Piece, Remedy
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.codec import cargo_space
from logistics.packing.model import LeftOver, Reason
from logistics.packing.reasons import BINDING

LONGEST_SENTENCE = 400
"""Characters; an order may have two thousand pieces, and a person reads this."""

_MOST_NAMED = 100
"""Pieces that a remedy names one by one."""

_IN_SERVICE, _FREE = "vehicle in service", "free vehicle"
"""What we speak of when we say that none of them will do."""

_ROOM = (Reason.NO_SPACE, Reason.PAYLOAD)
"""Reasons that say no more than that there is too much."""


def not_free(day: date, free: Sequence[VehicleRead], best: Plan, refused: Sequence[LeftOver]) -> str:
    """The reason when the whole fleet could carry the order, but not with what is free on `day`.

    Args:
        refused: What has no place in the free vehicles; a rule that binds there is told.
    """
    ids = {vehicle.id for vehicle in free}
    taken = [vehicle for vehicle in best.vehicles if vehicle.id not in ids] or best.vehicles
    state = "is not free" if len(taken) == 1 else "are not free"
    others = "no vehicle is free" if not free else "the other vehicles do not take every piece"
    bound = [left for left in refused if left.reason not in _ROOM]
    return shortened(
        [f"{names(taken)} {state} on {day}, and {others}.", *_sentences(bound, best.pieces, free, _FREE)]
    )


def next_free_date(day: date, plan: Plan) -> Remedy:
    """Wait until the vehicles of `plan` are free."""
    vehicles = plan.vehicles
    return Remedy(
        kind="next_free_date",
        detail=f"{names(vehicles)} {_is(vehicles)} free on {day} and {_takes(vehicles)} every piece: "
        f"change the pickup date to {day}.",
        pickup_date=day,
        vehicle_id=vehicles[0].id,
    )


def larger_vehicle(vehicle: VehicleRead, see_to_it: str) -> Remedy:
    """Have one vehicle that takes everything go, which somebody must see to first."""
    return Remedy(
        kind="larger_vehicle",
        detail=f"{vehicle.name} takes every piece: {see_to_it}, and process the order again.",
        vehicle_id=vehicle.id,
    )


def second_vehicle(vehicle: VehicleRead, items: Sequence[str], see_to_it: str) -> Remedy:
    """Have one more vehicle go, which takes the `items` that the others leave and somebody must see to first."""
    return Remedy(
        kind="second_vehicle",
        detail=f"{vehicle.name} takes the {_pieces(len(items))} without a place: {see_to_it}, "
        "and process the order again.",
        vehicle_id=vehicle.id,
        items=tuple(items[:_MOST_NAMED]),
    )


def free_vehicles(looked_until: date, best: Plan) -> Remedy:
    """No date in reach: somebody has to make room in the calendar."""
    return Remedy(
        kind="retry",
        detail=f"No day up to {looked_until} has the vehicles it needs free. "
        f"Free {names(best.vehicles)} and process the order again.",
    )


def smaller_orders() -> Remedy:
    """What helps when packing takes more than one order may take."""
    return Remedy(kind="retry", detail="Split it into several smaller orders, with fewer different pieces in each.")


def cannot_be_carried(best: Plan, fleet: Sequence[VehicleRead]) -> str:
    """The reason when not even the whole fleet carries every piece, line by line of the order."""
    if not fleet:
        return "No vehicle is in service."
    return shortened(_sentences(best.left_over, best.pieces, fleet, _IN_SERVICE))


def only_mixed_currencies(fleet: Sequence[VehicleRead]) -> str:
    """The reason when vehicles would take every piece, but none of one currency do."""
    currencies = " and ".join(sorted({vehicle.currency for vehicle in fleet}))
    return (
        f"Only vehicles priced in {currencies} together would take every piece, and an order has one price in one "
        "currency: split the order, or price enough vehicles in one currency."
    )


def allow_turning(items: Sequence[str]) -> Remedy:
    """Let pieces that have no place be turned any way; then all have one."""
    lines = list(dict.fromkeys(line_of(item) for item in items))
    named = f"item {lines[0]}" if len(lines) == 1 else f"items {', '.join(lines)}"
    return Remedy(
        kind="allow_turning",
        detail=f"Let {named} be turned any way, and every piece finds a place.",
        items=tuple(items[:_MOST_NAMED]),
    )


def leave_out(best: Plan, fits: Plan | None) -> Remedy:
    """Leave out what has no place.

    Args:
        best: The order in the whole fleet.
        fits: The other pieces in the vehicles that are free, when those take them all.
    """
    items = tuple(left.item_id for left in best.left_over)
    rest = len(best.pieces) - len(items)
    pronoun = "it" if len(items) == 1 else "them"
    if rest == 0:
        detail = f"Leave {pronoun} out; nothing else is in this order."
    elif fits:
        detail = f"Leave {pronoun} out and the other {_pieces(rest)} {_fit(rest)} {names(fits.vehicles)}."
    else:
        detail = (
            f"Leave {pronoun} out and the other {_pieces(rest)} {_fit(rest)} {names(best.vehicles)}, "
            "once free on that day."
        )
    return Remedy(kind="leave_out", detail=detail, items=items[:_MOST_NAMED])


def not_sound(plan: Plan) -> tuple[str, Remedy]:
    """Our own packing fails our own checker: nothing the customer did, and nothing that may be booked."""
    faults = [violation.detail for load in plan.loads for violation in load.violations]
    return f"The packing did not pass the check: {shortened(faults)}", Remedy(
        kind="retry", detail="Process the order again; if it comes back, pack it by hand and report it."
    )


def names(vehicles: Sequence[VehicleRead]) -> str:
    """`LKW-3`, `LKW-3 and Van 1`, or `LKW-3, Van 1 and Van 2`."""
    shown = [vehicle.name for vehicle in vehicles]
    return " and ".join([*([", ".join(shown[:-1])] if len(shown) > 1 else []), *shown[-1:]])


def line_of(item: str) -> str:
    """The order line of a piece: `2` of `123-2-1`."""
    return item.split("-")[1]


def shortened(sentences: Sequence[str]) -> str:
    """The first sentences that a person will read, and how many more there are."""
    text, shown = sentences[0], 1
    for sentence in sentences[1:]:
        if len(text) + len(sentence) > LONGEST_SENTENCE:
            break
        text, shown = f"{text} {sentence}", shown + 1
    more = len(sentences) - shown
    return f"{text} So it is with {more} more item{'s' if more > 1 else ''}." if more else text


def _sentences(
    left_over: Sequence[LeftOver], pieces: Mapping[str, Piece], fleet: Sequence[VehicleRead], which: str
) -> list[str]:
    """One for each line of the order and reason."""
    lines = dict[tuple[str, Reason], list[LeftOver]]()
    for left in left_over:
        lines.setdefault((line_of(left.item_id), left.reason), []).append(left)
    counts = Counter(line_of(item) for item in pieces)
    return [
        f"{_named(group, counts[line], pieces)} "
        f"{_because(reason, pieces[group[0].item_id], pieces.values(), fleet, which)}"
        for (line, reason), group in lines.items()
    ]


def _named(group: Sequence[LeftOver], quantity: int, pieces: Mapping[str, Piece]) -> str:
    """`Item 2, Steel beam (15 000 mm)`, with how many of its pieces when not all."""
    piece = pieces[group[0].item_id]
    some = f", {len(group)} of {quantity} pieces" if len(group) < quantity else ""
    return f"Item {line_of(piece.item)}, {piece.description} ({_longest(piece)}){some},"


def _because(reason: Reason, piece: Piece, pieces: Iterable[Piece], fleet: Sequence[VehicleRead], which: str) -> str:
    cold, cooled = [vehicle for vehicle in fleet if vehicle.refrigerated], piece.rules.requires_refrigeration
    if reason is Reason.NEEDS_REFRIGERATION or (cooled and not cold):
        return f"needs refrigeration, and no {which} has it."
    suited = [vehicle for vehicle in (cold if cooled else fleet) if _keeps(vehicle, piece)]
    if reason is Reason.TEMPERATURE or not suited:
        others = "is left for it beside goods that need other temperatures" if suited else "keeps that"
        return f"needs {_range(piece)}, and no {which} {others}."
    if reason is Reason.INCOMPATIBLE:
        return f"may not travel with {_foe(piece, pieces)}, and no {which} is left for it."
    if reason is Reason.TOO_LARGE:
        return _too_large(piece, suited, which)
    if reason is Reason.DOES_NOT_PASS_DOOR:
        return f"does not pass the doors of any {which} it would fit into."
    if reason is Reason.TOO_HEAVY:
        heaviest = max(vehicle.max_payload_kg for vehicle in suited)
        return f"weighs {piece.weight_kg:f} kg; the largest payload is {heaviest:f} kg."
    if reason in BINDING:
        return f"would find a place {BINDING[reason]}."
    together = f"all {len(suited)} suitable vehicles together" if len(suited) > 1 else "the only suitable vehicle"
    return f"finds no place beside the rest, even in {together}."


def _keeps(vehicle: VehicleRead, piece: Piece) -> bool:
    return cargo_space(vehicle).keeps(piece.rules.temperature_c)


def _range(piece: Piece) -> str:
    return f"{piece.rules.min_temperature_c} to {piece.rules.max_temperature_c} °C"


def _foe(piece: Piece, pieces: Iterable[Piece]) -> str:
    """The first item that the piece does not get along with, and the tag that says so."""
    for other in pieces:
        if clash := piece.rules.clash_with(other.rules):
            return f"item {line_of(other.item)}, {other.description}, because of {min(clash)}"
    return "the other goods"


def _too_large(piece: Piece, fleet: Sequence[VehicleRead], which: str) -> str:
    longest_side = max(piece.length_mm, piece.width_mm, piece.height_mm)
    longest_space = max(vehicle.cargo_length_mm for vehicle in fleet)
    if longest_side > longest_space:
        return f"is longer than every {which}; the longest cargo space is {_mm(longest_space)}."
    return f"does not fit any {which} the ways it may be turned."


def _longest(piece: Piece) -> str:
    return _mm(max(piece.length_mm, piece.width_mm, piece.height_mm))


def _mm(length: int) -> str:
    return f"{length:,} mm".replace(",", " ")


def _pieces(count: int) -> str:
    return f"{count} pieces" if count > 1 else "piece"


def _fit(count: int) -> str:
    return "fit" if count > 1 else "fits"


def _is(vehicles: Sequence[VehicleRead]) -> str:
    return "are" if len(vehicles) > 1 else "is"


def _takes(vehicles: Sequence[VehicleRead]) -> str:
    return "take" if len(vehicles) > 1 else "takes"
