"""Decisions of vehicles, periods and bookings."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from logistics.dock.body import Axles, Balance, Blocked
from logistics.transport.errors import DateOutOfRange, IllegalTransition, PeriodOutOfOrder, VehicleNotActive
from logistics.transport.model import BookingStatus, Period, VehicleStatus
from tests.support.builders.models import a_booking, a_vehicle

LATER = datetime(2026, 12, 25, 9, tzinfo=UTC)
S = BookingStatus


@pytest.mark.parametrize(
    ("status", "wanted"), [(S.CONFIRMED, S.IN_TRANSIT), (S.IN_TRANSIT, S.DELIVERED), (S.CONFIRMED, S.CANCELLED)]
)
def test_a_booking_moves_on_as_its_next_version(status: BookingStatus, wanted: BookingStatus) -> None:
    booking = a_booking(status=status)
    moved = booking.move(wanted, "because", LATER)
    assert moved == replace(
        booking, status=wanted, status_reason="because", version=booking.version + 1, updated_at=LATER
    )


@pytest.mark.parametrize(
    ("status", "wanted", "allowed"),
    [
        (S.CONFIRMED, S.DELIVERED, ["in_transit", "cancelled"]),
        (S.IN_TRANSIT, S.CANCELLED, ["delivered"]),
        (S.IN_TRANSIT, S.CONFIRMED, ["delivered"]),
        (S.DELIVERED, S.IN_TRANSIT, []),
        (S.CANCELLED, S.CONFIRMED, []),
    ],
)
def test_an_illegal_move_names_the_allowed_ones(
    status: BookingStatus, wanted: BookingStatus, allowed: list[str]
) -> None:
    with pytest.raises(IllegalTransition) as refusal:
        a_booking(status=status).move(wanted, None, LATER)
    assert refusal.value.facts["allowed"] == allowed


@pytest.mark.parametrize("status", S)
def test_moving_to_where_it_is_changes_nothing(status: BookingStatus) -> None:
    booking = a_booking(status=status)
    assert booking.move(status, "again", LATER) is booking


def test_a_booking_is_called_by_year_and_id() -> None:
    assert a_booking(id=45).number == "BKG-2026-000045"


@pytest.mark.parametrize("end", [date(2026, 12, 24), date(2026, 12, 23)])
def test_a_period_ends_after_it_begins(end: date) -> None:
    with pytest.raises(PeriodOutOfOrder):
        Period(date(2026, 12, 24), end)


def test_a_period_does_not_reach_beyond_the_calendar() -> None:
    assert Period.of(date(9999, 12, 30), 1).end == date.max
    with pytest.raises(DateOutOfRange):
        Period.of(date.max, 1)


@pytest.mark.parametrize("status", [VehicleStatus.MAINTENANCE, VehicleStatus.RETIRED])
def test_only_a_vehicle_in_service_can_be_used(status: VehicleStatus) -> None:
    a_vehicle().require_active()
    with pytest.raises(VehicleNotActive):
        a_vehicle(status=status).require_active()


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        ({"cargo_length_mm": 6099}, True),
        ({"door_height_mm": 2299}, True),
        ({"max_payload_g": 2_799_999}, True),
        ({"refrigerated": False}, True),
        ({"status": VehicleStatus.MAINTENANCE}, True),
        ({"cargo_length_mm": 7000, "rate_per_km": 2, "name": "Longer"}, False),
    ],
)
def test_a_vehicle_that_shrinks_or_leaves_breaks_its_bookings(change: dict[str, object], breaks: bool) -> None:
    vehicle = a_vehicle(refrigerated=True)
    assert vehicle.breaks_bookings(vehicle.change(change)) is breaks


ARCH = Blocked(x_mm=0, y_mm=0, dx_mm=800, dy_mm=200, dz_mm=300)
BALANCE = Balance(min_x_mm=None, max_x_mm=None, max_lateral_mm=200, from_g=0)
AXLES = Axles(wheelbase_mm=4000, bulkhead_mm=0, tare_front_g=1, tare_rear_g=1, max_front_g=2, max_rear_g=2)


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        ({"min_temperature_c": -30, "max_temperature_c": 9}, False),
        ({"min_temperature_c": -19}, True),
        ({"max_temperature_c": 7}, True),
        ({"min_temperature_c": None, "max_temperature_c": None}, True),
        ({"blocked": ()}, True),
        ({"axles": None}, False),
        ({"axles": replace(AXLES, max_front_g=3)}, True),
        ({"balance": None, "cargo_width_mm": 2500}, True),
        ({"balance": None, "cargo_width_mm": 2500, "door_left_mm": 25}, False),
        ({"door_left_mm": 25}, False),
        ({"door_left_mm": 26}, True),
        ({"door_sill_mm": 1}, True),
        ({"door_width_mm": 2450, "door_height_mm": 2400}, False),
        ({"balance": replace(BALANCE, max_lateral_mm=100)}, True),
        ({"cargo_width_mm": 2500}, True),
        ({"cargo_length_mm": 7000}, False),
    ],
)
def test_a_body_that_changes_breaks_bookings_unless_a_limit_is_lifted(
    change: dict[str, object], breaks: bool
) -> None:
    rules = {"min_temperature_c": -20, "max_temperature_c": 8, "blocked": (ARCH,), "axles": AXLES, "balance": BALANCE}
    vehicle = a_vehicle(**rules)
    assert vehicle.breaks_bookings(vehicle.change(change)) is breaks


def test_limits_that_are_new_break_bookings_and_temperatures_do_not() -> None:
    vehicle = a_vehicle()
    assert vehicle.breaks_bookings(vehicle.change({"axles": AXLES}))
    assert vehicle.breaks_bookings(vehicle.change({"blocked": (ARCH,)}))
    assert not vehicle.breaks_bookings(vehicle.change({"min_temperature_c": 2, "max_temperature_c": 8}))
