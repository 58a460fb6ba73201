"""Many orders and vehicles at once, put into migrated databases by SQL: what years of work leave behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

ORDERS_A_DAY = 200

CUSTOMERS = """INSERT INTO customers (name, email, language)
    SELECT 'Customer ' || n, 'customer-' || n || '@example.com', 'en' FROM generate_series(1, 200) n"""

# The last 200 are in every state; whatever is older was delivered or cancelled.
ORDERS = """INSERT INTO orders (customer_id, reference, priority, pickup_date, origin, destination, auto_process,
                                status, booking_ids, layout, price, created_at, updated_at)
    SELECT 1 + n %% 200, 'PO-' || n, (ARRAY['standard', 'standard', 'express'])[1 + n %% 3],
           current_date + ((n - %(orders)s) / %(a_day)s)::int + 14,
           '{"city": "Hamburg", "country_code": "DE", "lat": 53.55073, "lon": 9.99302}',
           '{"city": "Berlin", "country_code": "DE", "lat": 52.52437, "lon": 13.41053}', true,
           CASE WHEN n > %(orders)s - 200
                THEN (ARRAY['pending', 'processing', 'needs_attention', 'booked', 'in_transit'])[1 + n %% 5]
                ELSE (ARRAY['delivered', 'delivered', 'delivered', 'cancelled'])[1 + n %% 4] END,
           ARRAY[n], jsonb_build_object('key', 'order-' || n || '.json', 'version', '1', 'sha256', repeat('0', 64)),
           '{"amount": "447.65", "currency": "EUR"}',
           date_trunc('second', now()) - make_interval(secs => %(orders)s - n),
           date_trunc('second', now()) - make_interval(secs => %(orders)s - n)
    FROM generate_series(1, %(orders)s) n"""

ITEMS = """INSERT INTO order_items (order_id, line, description, quantity, length_mm, width_mm, height_mm, weight_g,
                                    orientation, stackable, fragile, bottom_only, requires_refrigeration, rules)
    SELECT o.id, line, 'Crate ' || line, 1 + (o.id + line) %% 5, 1000, 800, 600, 85500,
           'any', true, false, false, false, '{}'
    FROM orders o, generate_series(1, 2) line"""

EVENTS = """INSERT INTO events (order_id, type, actor_kind, actor_name, at, data)
    SELECT o.id, kind, 'system', 'local', o.created_at, '{}'
    FROM orders o, unnest(ARRAY['order_created', 'order_booked', 'order_delivered']) kind"""

VEHICLES = """INSERT INTO vehicles (registration, name, vehicle_type, cargo_length_mm, cargo_width_mm,
                                    cargo_height_mm, door_width_mm, door_height_mm, max_payload_g, refrigerated,
                                    tail_lift, base_charge, rate_per_km, currency)
    SELECT 'HH-LM ' || n, 'Box truck 7.5 t', 'truck-7.5', 6100, 2450, 2400, 2400, 2300, 2800000, n %% 5 = 0,
           true, 90.00, 1.15, 'EUR'
    FROM generate_series(1, %(vehicles)s) n"""

# Each order of the past held one vehicle for a day; days go back as far as the vehicles can have carried them.
HOLDS = """INSERT INTO holds (vehicle_id, period)
    SELECT 1 + n %% %(vehicles)s, daterange(current_date - 3 - (n / %(vehicles)s)::int,
                                            current_date - 2 - (n / %(vehicles)s)::int)
    FROM generate_series(0, %(holds)s - 1) n"""

QUOTES = """INSERT INTO quotes (vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period,
                                priority, weight_g, volume_mm3, distance_km, distance_source, lines, total, currency,
                                valid_until, used)
    SELECT vehicle_id, 53.55073, 9.99302, 52.52437, 13.41053, period, 'standard', 85500, 480000000, 311.0,
           'haversine x 1.22', '[]', 447.65, 'EUR', lower(period), true
    FROM holds ORDER BY id"""

BOOKINGS = """INSERT INTO bookings (hold_id, vehicle_id, period, order_id, load_index, layout_key, layout_version,
                                    layout_sha256, quote_id, price, currency, status, created_at, updated_at)
    SELECT id, vehicle_id, period, id, 0, 'order-' || id || '.json', '1', repeat('0', 64), id, 447.65, 'EUR',
           'delivered', lower(period), upper(period)
    FROM holds ORDER BY id"""


CHECKS = """SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x')"""
INDEXES = """SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""


def fill_orders(url: str, orders: int) -> None:
    """Customers, and orders with two lines and three events each, into an empty `order_db`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CUSTOMERS)
        with _in_bulk(connection, "orders", "order_items", "events"):
            connection.execute(ORDERS, {"orders": orders, "a_day": ORDERS_A_DAY})
            # Orders of the past have their vehicles already, and would take no goods.
            connection.execute("ALTER TABLE order_items DISABLE TRIGGER USER")
            connection.execute(ITEMS, [])
            connection.execute("ALTER TABLE order_items ENABLE TRIGGER USER")
            connection.execute(EVENTS)
        connection.execute("VACUUM ANALYZE")


def fill_transport(url: str, vehicles: int, bookings: int) -> None:
    """Vehicles, and delivered bookings that they carried day by day, into an empty `transport_db`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(VEHICLES, {"vehicles": vehicles})
        with _in_bulk(connection, "holds", "quotes", "bookings"):
            connection.execute(HOLDS, {"vehicles": vehicles, "holds": bookings})
            connection.execute(QUOTES)
            # The trigger would mark each quote as used, which it is already.
            connection.execute("ALTER TABLE bookings DISABLE TRIGGER USER")
            connection.execute(BOOKINGS)
            connection.execute("ALTER TABLE bookings ENABLE TRIGGER USER")
        connection.execute("VACUUM ANALYZE")


@contextmanager
def _in_bulk(connection: psycopg.Connection, *tables: str) -> Iterator[None]:
    """Indexes and references are made at the end for all rows at once; row by row that takes ten times as long."""
    connection.execute("SET maintenance_work_mem = '256MB'")
    with connection.transaction():
        checks = connection.execute(CHECKS, [list(tables)]).fetchall()
        indexes = connection.execute(INDEXES, [list(tables)]).fetchall()
        for table, name, _ in checks:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            connection.execute(definition)
        for table, name, definition in checks:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
