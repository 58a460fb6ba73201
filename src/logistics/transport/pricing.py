"""What a trip costs: pure arithmetic. Each line is rounded half up to the currency's unit, the total is their sum."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from logistics.contracts.money import smallest_amount
from logistics.transport.errors import PriceOutOfRange
from logistics.transport.model import PriceLine, Vehicle
from logistics.words import Priority

CENT = Decimal("0.01")
PRIORITY_FACTOR = {
    Priority.STANDARD: Decimal("1.00"),
    Priority.EXPRESS: Decimal("1.25"),
    Priority.CRITICAL: Decimal("1.50"),
}
REFRIGERATION_SHARE = Decimal("0.15")
MAX_TOTAL = Decimal(10_000_000)


def price_lines(vehicle: Vehicle, distance_km: Decimal, priority: Priority) -> tuple[PriceLine, ...]:
    """The lines of a price: base charge, distance x rate, and what priority and cooling add to the distance.

    Raises:
        PriceOutOfRange: They come to more than anybody is billed.
    """
    lines = tuple(_lines(vehicle, distance_km, priority))
    if total_of(lines) > MAX_TOTAL:
        raise PriceOutOfRange(vehicle.id)
    return lines


def total_of(lines: tuple[PriceLine, ...]) -> Decimal:
    """The sum of the lines, to the cent."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def _lines(vehicle: Vehicle, distance_km: Decimal, priority: Priority) -> Iterator[PriceLine]:
    unit = smallest_amount(vehicle.currency)
    yield PriceLine("base", "Base charge", _rounded(vehicle.base_charge, unit))
    distance = _rounded(distance_km * vehicle.rate_per_km, unit)
    yield PriceLine("distance", f"{distance_km} km at {vehicle.rate_per_km} {vehicle.currency} per km", distance)
    extra = PRIORITY_FACTOR[priority] - 1
    if extra:
        yield PriceLine(
            "priority", f"{priority.capitalize()}: {_percent(extra)} of distance", _rounded(distance * extra, unit)
        )
    if vehicle.refrigerated:
        cooling = _rounded(distance * REFRIGERATION_SHARE, unit)
        yield PriceLine("refrigeration", f"Refrigeration: {_percent(REFRIGERATION_SHARE)} of distance", cooling)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP).quantize(CENT)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.0f} %"
