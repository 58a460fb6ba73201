"""What a trip costs: pure arithmetic, the same for whoever binds a price and whoever plans by it.

Each line is rounded half up to the currency's unit, the total is their sum.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

from logistics.words import Priority

CENT = Decimal("0.01")
PRIORITY_FACTOR = {
    Priority.STANDARD: Decimal("1.00"),
    Priority.EXPRESS: Decimal("1.25"),
    Priority.CRITICAL: Decimal("1.50"),
}
REFRIGERATION_SHARE = Decimal("0.15")

WITHOUT_CENTS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
"""Currencies that have no hundredth part (ISO 4217)."""


class Rates(Protocol):
    """What of a vehicle its price depends on."""

    @property
    def base_charge(self) -> Decimal:
        """For any trip."""

    @property
    def rate_per_km(self) -> Decimal:
        """For each kilometre by road."""

    @property
    def currency(self) -> str:
        """Of both."""

    @property
    def refrigerated(self) -> bool:
        """Whether it has a cooling unit, which runs whatever is loaded."""


@dataclass(frozen=True, slots=True)
class Trip:
    """How far, and how soon."""

    km: Decimal
    priority: Priority


PriceCode = Literal["base", "distance", "priority", "refrigeration"]


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price."""

    code: PriceCode
    label: str
    amount: Decimal


def price_lines(vehicle: Rates, trip: Trip) -> tuple[PriceLine, ...]:
    """The lines of a price: base charge, distance x rate, and what priority and cooling add to the distance."""
    return tuple(_lines(vehicle, trip))


def total_of(lines: tuple[PriceLine, ...]) -> Decimal:
    """The sum of the lines, to the cent."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def smallest_amount(currency: str) -> Decimal:
    """The unit that a price in this currency is rounded to."""
    return Decimal(1) if currency in WITHOUT_CENTS else CENT


def _lines(vehicle: Rates, trip: Trip) -> Iterator[PriceLine]:
    unit = smallest_amount(vehicle.currency)
    yield PriceLine("base", "Base charge", _rounded(vehicle.base_charge, unit))
    distance = _rounded(trip.km * vehicle.rate_per_km, unit)
    yield PriceLine("distance", f"{trip.km} km at {vehicle.rate_per_km} {vehicle.currency} per km", distance)
    extra = PRIORITY_FACTOR[trip.priority] - 1
    if extra:
        yield PriceLine(
            "priority",
            f"{trip.priority.capitalize()}: {_percent(extra)} of distance",
            _rounded(distance * extra, unit),
        )
    if vehicle.refrigerated:
        cooling = _rounded(distance * REFRIGERATION_SHARE, unit)
        yield PriceLine("refrigeration", f"Refrigeration: {_percent(REFRIGERATION_SHARE)} of distance", cooling)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP).quantize(CENT)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.0f} %"
