"""Rules of weight: payload, axle loads and centre of gravity, at the start and after every stop."""

from __future__ import annotations

from collections.abc import Iterator

from logistics.dock.body import Axles, Balance
from logistics.packing.checks.loaded import Loaded, Violation, violation_of_all
from logistics.packing.model import CargoSpace

_HALF_MM = 0.5
"""A centre of gravity counts as a whole mm."""


def payload(load: Loaded) -> Iterator[Violation]:
    """The load weighs no more than the payload."""
    weight, limit = sum(item.weight_g for item in load.items), load.space.max_payload_g
    if limit is not None and weight > limit:
        yield violation_of_all("payload", f"The load weighs {weight} g and the payload is {limit} g", load)


def weight_in_its_place(load: Loaded) -> Iterator[Violation]:
    """Axle loads and centre of gravity hold with all pieces, and with those that remain after each stop."""
    for stop in sorted({item.stop for item in load.items}):
        rows = [row for row, item in enumerate(load.items) if item.stop >= stop]
        grams = sum(load.items[row].weight_g for row in rows)
        if grams == 0:
            continue
        when = f"On the way to stop {stop}"
        twice_x, twice_y = (
            sum(load.items[row].weight_g * int(load.low[row, axis] + load.high[row, axis]) for row in rows)
            for axis in range(2)
        )
        x, y = twice_x / 2 / grams, twice_y / 2 / grams
        if load.space.axles:
            yield from _axle_loads(load, load.space.axles, grams, x, when)
        if load.space.balance and grams >= load.space.balance.from_g:
            yield from _balance(load, load.space.balance, x, y, when)


def axle_loads_g(axles: Axles, grams: int, x_mm: float) -> tuple[float, float]:
    """What front and rear axle bear when so many grams have their centre so far from the bulkhead."""
    on_rear = grams * (axles.bulkhead_mm + x_mm) / axles.wheelbase_mm
    return axles.tare_front_g + grams - on_rear, axles.tare_rear_g + on_rear


def _axle_loads(load: Loaded, axles: Axles, grams: int, x: float, when: str) -> Iterator[Violation]:
    front, rear = axle_loads_g(axles, grams, x)
    for name, bears, least, most in (
        ("front", front, axles.least_front_g(grams), axles.max_front_g),
        ("rear", rear, axles.least_rear_g(grams), axles.max_rear_g),
    ):
        if round(bears) > most:
            detail = f"{when} the {name} axle bears {round(bears)} g and may bear {most} g"
            yield violation_of_all("axle_load", detail, load)
        if round(least - bears) > 0:
            detail = f"{when} the {name} axle bears {round(bears)} g and must bear {round(least)} g"
            yield violation_of_all("axle_load", detail, load)


def _balance(load: Loaded, balance: Balance, x: float, y: float, when: str) -> Iterator[Violation]:
    low, high = _limits(load.space, balance)
    if not low[0] - _HALF_MM <= x <= high[0] + _HALF_MM:
        detail = f"{when} the centre of gravity lies {round(x)} mm from the bulkhead, not {low[0]} to {high[0]} mm"
        yield violation_of_all("off_balance", detail, load)
    if not low[1] - _HALF_MM <= y <= high[1] + _HALF_MM:
        detail = f"{when} the centre of gravity lies {round(y)} mm across, not {low[1]:g} to {high[1]:g} mm"
        yield violation_of_all("off_balance", detail, load)


def _limits(space: CargoSpace, balance: Balance) -> tuple[tuple[int, float], tuple[int, float]]:
    """Lowest and highest (x, y) of the centre of gravity."""
    aside = space.width_mm / 2 if balance.max_lateral_mm is None else balance.max_lateral_mm
    least = 0 if balance.min_x_mm is None else balance.min_x_mm
    most = space.length_mm if balance.max_x_mm is None else balance.max_x_mm
    return (least, space.width_mm / 2 - aside), (most, space.width_mm / 2 + aside)
