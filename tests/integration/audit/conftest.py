"""A small system in which everything is in order, written row by row, so that one thing can be put wrong."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from logistics.local.postgres import EmbeddedPostgres
from tests.support.audit.audit import audit
from tests.support.audit.books import Connection, read_books
from tests.support.postgres import copied

Places = list[dict[str, Any]]

BOOKED, PENDING, CANCELLED, ATTENTION = 1, 2, 3, 4
"""The orders: two pieces on vehicle 1; one that nobody wants processed yet; one called off; one without a vehicle."""

ORDERS = """
INSERT INTO customers (name, email, language) VALUES ('Alster', 'desk@alster.example', 'en');
INSERT INTO orders (customer_id, reference, priority, pickup_date, origin, destination, auto_process, status,
                    status_reason, remedy, created_at, updated_at)
SELECT 1, 'PO-' || number, 'standard', '2027-01-04', '{"city": "Hamburg", "lat": 53, "lon": 10}',
       '{"city": "Berlin", "lat": 52, "lon": 13}', status <> 'pending', status, reason, '{"kind": "retry"}',
       now(), now()
FROM (VALUES (1, 'processing', null), (2, 'pending', null), (3, 'cancelled', null),
             (4, 'needs_attention', 'No vehicle.')) AS placed (number, status, reason);
INSERT INTO order_items (order_id, line, description, quantity, length_mm, width_mm, height_mm, weight_g, orientation,
                         stackable, fragile, bottom_only, requires_refrigeration)
SELECT id, 1, 'Crate', 2, 1000, 800, 600, 85500, 'upright', true, false, false, false FROM orders;
UPDATE orders SET status = 'booked', booking_ids = '{1}', layout = '{}', price = '{}' WHERE id = 1;
ALTER TABLE orders DISABLE TRIGGER USER;
ALTER TABLE orders DROP CONSTRAINT orders_say_what_holds_them;
ALTER TABLE order_items DISABLE TRIGGER USER;
INSERT INTO events (order_id, type, actor_kind, actor_name, at, data)
SELECT order_id, type, 'system', 'test', now(), data::jsonb FROM (VALUES
    (1, 'order_created', '{}'), (1, 'processing_started', '{}'), (1, 'processing_started', '{}'),
    (1, 'load_analysed', '{}'), (1, 'order_booked', '{}'), (1, 'customer_notified', '{"notification_id": 1}'),
    (2, 'order_created', '{}'),
    (3, 'order_created', '{}'), (3, 'processing_started', '{}'), (3, 'order_booked', '{}'),
    (3, 'order_cancelled', '{}'), (3, 'customer_notified', '{"notification_id": 2}'),
    (4, 'order_created', '{}'), (4, 'processing_started', '{}'), (4, 'needs_attention', '{}')
) AS happened (order_id, type, data);
INSERT INTO notifications (order_id, event, channel, recipient, subject, body, status, created_at) VALUES
    (1, 'order_booked', 'email', 'desk@alster.example', 's', 'b', 'sent', now()),
    (3, 'order_cancelled', 'email', 'desk@alster.example', 's', 'b', 'sent', now());
INSERT INTO runs (order_id, agent, model, status, started_at) VALUES (1, 'orchestrator', 'rules', 'succeeded', now());
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)
VALUES ('fulfilment', 'process_order', '{}', 'failed');
"""

BOOKINGS = """
INSERT INTO vehicles (registration, name, vehicle_type, cargo_length_mm, cargo_width_mm, cargo_height_mm,
                      door_width_mm, door_height_mm, max_payload_g, refrigerated, tail_lift, base_charge, rate_per_km,
                      currency)
SELECT 'HH ' || number, 'Van', 'van', 3200, 1780, 1900, 1550, 1820, 1200000, false, false, 35, 0.55, 'EUR'
FROM generate_series(1, 2) AS number;
INSERT INTO quotes (vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period, priority, weight_g,
                    volume_mm3, distance_km, distance_source, lines, total, currency, valid_until)
SELECT 1, 53, 10, 52, 13, '[2027-01-04,2027-01-05)', 'standard', 171000, 960000000, 289, 'x', '[]', 193.95, 'EUR',
       now()
FROM generate_series(1, 2);
INSERT INTO holds (vehicle_id, period, active) VALUES
    (1, '[2027-01-04,2027-01-05)', true), (1, '[2027-01-04,2027-01-05)', false);
ALTER TABLE bookings DISABLE TRIGGER bookings_keep_what_they_were_made_for;
INSERT INTO bookings (hold_id, vehicle_id, period, order_id, load_index, layout_key, layout_version, layout_sha256,
                      quote_id, price, currency, made_for, status, created_at, updated_at)
SELECT booking, 1, '[2027-01-04,2027-01-05)', order_id, 0, 'order-' || order_id || '.json', '1', '', booking, 193.95,
       'EUR', '{"plan_version": 1, "pickup_date": "2027-01-04", "priority": "standard", "pieces": 2,
                "weight_kg": "171", "origin": {"lat": 53.0, "lon": 10.0}, "destination": {"lat": 52.0, "lon": 13.0}}',
       status, now(), now()
FROM (VALUES (1, 1, 'confirmed'), (2, 3, 'cancelled')) AS made (booking, order_id, status);
INSERT INTO booking_history (booking_id, from_status, to_status, actor_kind, actor_name, at) VALUES
    (1, null, 'confirmed', 'system', 'test', now()),
    (2, null, 'confirmed', 'system', 'test', now()), (2, 'confirmed', 'cancelled', 'system', 'test', now());
"""


class World:
    """Two databases and two directories; what is changed in the databases is taken back at the end."""

    def __init__(self, orders: Connection, transport: Connection, root: Path) -> None:
        self.orders, self.transport = orders, transport
        self.layouts, self.outbox = root / "layouts", root / "outbox"
        for order_id in (BOOKED, CANCELLED):
            self.store(order_id, lambda places: None)
        self.outbox.mkdir()
        for number in (1, 2):
            self.deliver(f"notification-{number}.eml", number)

    def deliver(self, name: str, number: int) -> None:
        (self.outbox / name).write_text(f"Message-ID: <notification-{number}@logistics-manager>\n\nHello.\n")

    def store(self, order_id: int, change: Callable[[Places], None]) -> None:
        """Store the layout of an order, its placements changed, and let everybody refer to exactly that one."""
        body = json.dumps(self._document(order_id, change)).encode()
        home = self.layouts / f"order-{order_id}.json"
        home.mkdir(parents=True, exist_ok=True)
        (home / "1").write_bytes(body)
        layout = {"key": home.name, "version": "1", "sha256": hashlib.sha256(body).hexdigest()}
        self.transport.execute(
            "UPDATE bookings SET layout_sha256 = %s WHERE order_id = %s", [layout["sha256"], order_id]
        )
        self.orders.execute(
            "UPDATE orders SET layout = %s, price = %s, booking_ids = '{1}' WHERE id = %s AND status = 'booked'",
            [Jsonb(layout), Jsonb({"amount": "193.95", "currency": "EUR"}), order_id],
        )

    @staticmethod
    def _document(order_id: int, change: Callable[[Places], None]) -> dict[str, Any]:
        places = [
            {
                **{"item": f"{order_id}-1-{number}", "weight_kg": "85.5", "load_step": number},
                **{"x_mm": (number - 1) * 1000, "y_mm": 0, "z_mm": 0, "dx_mm": 1000, "dy_mm": 800, "dz_mm": 600},
            }
            for number in (1, 2)
        ]
        change(places)
        return {"order_ids": [order_id], "loads": [{"space": {"vehicle_id": 1}, "placements": places}]}

    def found(self, *accepted: int) -> set[str]:
        """The rules that the auditor finds broken."""
        books = read_books(self.orders, self.transport, layouts=self.layouts, outbox=self.outbox, accepted=accepted)
        return {finding.rule for findings in audit(books).values() for finding in findings}


@pytest.fixture(scope="module")
def order_db(postgres: EmbeddedPostgres, orders_template: str) -> Iterator[str]:
    """URL of an order database with the orders."""
    with copied(postgres, orders_template) as url:
        _fill(url, ORDERS)
        yield url


@pytest.fixture(scope="module")
def transport_db(postgres: EmbeddedPostgres, transport_template: str) -> Iterator[str]:
    """URL of a transport database with the bookings."""
    with copied(postgres, transport_template) as url:
        _fill(url, BOOKINGS)
        yield url


def _fill(url: str, statements: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statements)


@pytest.fixture
def world(order_db: str, transport_db: str, tmp_path: Path) -> Iterator[World]:
    with psycopg.connect(order_db) as orders, psycopg.connect(transport_db) as transport:
        yield World(orders, transport, tmp_path)
        orders.rollback()
        transport.rollback()
