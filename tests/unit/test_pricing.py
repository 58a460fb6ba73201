"""Prices: the lines, their rounding and their sum."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from logistics.pricing import Trip, price_lines, total_of
from logistics.words import Priority
from tests.support.builders.models import a_vehicle

kilometres = st.decimals(0, 25_000, places=1)
charges = st.decimals(0, 10_000, places=2)
rates = st.decimals(0, 100, places=4)
priorities = st.sampled_from(Priority)


def _lines(km: str, priority: Priority = Priority.STANDARD, **vehicle: object) -> dict[str, str]:
    return {line.code: str(line.amount) for line in price_lines(a_vehicle(**vehicle), Trip(Decimal(km), priority))}


def test_a_standard_trip_costs_base_charge_and_distance() -> None:
    assert _lines("637.2", base_charge="90.00", rate_per_km="1.15") == {"base": "90.00", "distance": "732.78"}


def test_priority_is_a_line_of_its_own() -> None:
    assert _lines("100", Priority.EXPRESS, base_charge="10", rate_per_km="1")["priority"] == "25.00"
    assert _lines("100", Priority.CRITICAL, base_charge="10", rate_per_km="1")["priority"] == "50.00"


def test_a_refrigerated_vehicle_costs_fifteen_percent_of_distance_more() -> None:
    assert _lines("100", base_charge="10", rate_per_km="1", refrigerated=True) == {
        "base": "10.00",
        "distance": "100.00",
        "refrigeration": "15.00",
    }


def test_half_a_cent_is_rounded_up() -> None:
    assert _lines("0.1", base_charge="0", rate_per_km="0.05")["distance"] == "0.01"


def test_yen_have_no_hundredths() -> None:
    lines = _lines("637.25", base_charge="90.40", rate_per_km="1.15", currency="JPY")
    assert lines == {"base": "90.00", "distance": "733.00"}


@given(km=kilometres, base=charges, rate=rates, priority=priorities, refrigerated=st.booleans())
def test_lines_are_whole_cents_and_add_up_to_the_total(
    km: Decimal, base: Decimal, rate: Decimal, priority: Priority, refrigerated: bool
) -> None:
    vehicle = a_vehicle(base_charge=base, rate_per_km=rate, refrigerated=refrigerated)
    lines = price_lines(vehicle, Trip(km, priority))
    assert all(line.amount == line.amount.quantize(Decimal("0.01")) >= 0 for line in lines)
    assert total_of(lines) == sum(line.amount for line in lines)


@given(km=kilometres, more=kilometres, rate=rates, priority=priorities, refrigerated=st.booleans())
def test_more_kilometres_are_never_cheaper(
    km: Decimal, more: Decimal, rate: Decimal, priority: Priority, refrigerated: bool
) -> None:
    vehicle = a_vehicle(rate_per_km=rate, refrigerated=refrigerated)
    near, far = (total_of(price_lines(vehicle, Trip(distance, priority))) for distance in (km, km + more))
    assert near <= far


@given(km=kilometres, rate=rates)
def test_a_higher_priority_is_never_cheaper(km: Decimal, rate: Decimal) -> None:
    totals = [total_of(price_lines(a_vehicle(rate_per_km=rate), Trip(km, priority))) for priority in Priority]
    assert totals == sorted(totals)
