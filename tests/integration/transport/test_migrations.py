"""The schema itself: who may hold a vehicle, and what is remembered."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.errors import ExclusionViolation, ForeignKeyViolation, RaiseException

from logistics.kit.migrations import migrate

VEHICLE = """INSERT INTO vehicles (registration, name, vehicle_type, cargo_length_mm, cargo_width_mm, cargo_height_mm,
    door_width_mm, door_height_mm, max_payload_g, refrigerated, tail_lift, base_charge, rate_per_km, currency)
    VALUES (%s, 'Van', 'van', 3000, 1700, 1800, 1500, 1700, 1200000, false, false, 40, 0.8, 'EUR') RETURNING id"""
HOLD = "INSERT INTO holds (vehicle_id, period, reason) VALUES (%s, daterange(%s, %s), %s) RETURNING id"


def _id(connection: psycopg.Connection, statement: str, *values: object) -> int:
    row = connection.execute(statement, values).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def connection(transport_database_url: str):
    with psycopg.connect(transport_database_url) as connection:
        yield connection


def test_migrating_again_and_twice_at_once_changes_nothing(transport_database_url: str) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: migrate(transport_database_url, "logistics.transport:migrations"), range(4)))
    with psycopg.connect(transport_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_two_migrators_build_an_empty_database_once(transport_database_url: str) -> None:
    with psycopg.connect(transport_database_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: migrate(transport_database_url, "logistics.transport:migrations"), range(4)))
    with psycopg.connect(transport_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM vehicles").fetchone() == (0,)


def test_the_database_refuses_a_block_over_a_booking(connection: psycopg.Connection) -> None:
    van = _id(connection, VEHICLE, "A 1")
    _id(connection, HOLD, van, "2026-12-24", "2026-12-26", None)
    with pytest.raises(ExclusionViolation):
        _id(connection, HOLD, van, "2026-12-25", "2026-12-27", "Workshop")


def test_days_that_touch_and_other_vehicles_do_not_clash(connection: psycopg.Connection) -> None:
    first, second = _id(connection, VEHICLE, "A 1"), _id(connection, VEHICLE, "A 2")
    _id(connection, HOLD, first, "2026-12-24", "2026-12-26", None)
    _id(connection, HOLD, first, "2026-12-26", "2026-12-27", None)
    _id(connection, HOLD, second, "2026-12-24", "2026-12-26", "Workshop")


def test_a_booking_cannot_be_without_the_days_it_says_it_holds(connection: psycopg.Connection) -> None:
    van = _id(connection, VEHICLE, "A 1")
    hold = _id(connection, HOLD, van, "2026-12-24", "2026-12-26", None)
    quote = _id(
        connection,
        """INSERT INTO quotes (vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period, priority,
               weight_g, volume_mm3, distance_km, distance_source, lines, total, currency, valid_until)
           VALUES (%s, 1, 1, 2, 2, '[2026-12-24,2026-12-26)', 'standard', 1, 1, 1, 'test', '[]', 1, 'EUR', now())
           RETURNING id""",
        van,
    )
    booking = _id(
        connection,
        """INSERT INTO bookings (hold_id, vehicle_id, period, order_id, load_index, layout_key, layout_version,
               layout_sha256, quote_id, price, currency, status, created_at, updated_at)
           VALUES (%s, %s, '[2026-12-24,2026-12-26)', 1, 0, 'k', '1', 'h', %s, 1, 'EUR', 'confirmed', now(), now())
           RETURNING id""",
        hold,
        van,
        quote,
    )
    connection.commit()
    connection.execute("UPDATE holds SET active = false WHERE id = %s", [hold])
    with pytest.raises(ForeignKeyViolation):
        connection.commit()
    connection.execute("UPDATE bookings SET status = 'cancelled' WHERE id = %s", [booking])
    with pytest.raises(ForeignKeyViolation):
        connection.commit()
    connection.execute("UPDATE bookings SET status = 'cancelled' WHERE id = %s", [booking])
    connection.execute("UPDATE holds SET active = false WHERE id = %s", [hold])
    connection.execute(
        """INSERT INTO booking_history (booking_id, to_status, actor_kind, actor_name, at)
           VALUES (%s, 'cancelled', 'system', 'local', now())""",
        [booking],
    )
    connection.commit()
    with pytest.raises(RaiseException, match="only ever added to"):
        connection.execute("DELETE FROM booking_history")
