"""The auditor reports every wrong that is planted, and nothing where nothing is wrong.

What the databases themselves would refuse is planted after their constraints are taken away.
"""

import pytest

from tests.integration.audit.conftest import BOOKED, CANCELLED, Places, World

EVENT = (
    "INSERT INTO events (order_id, type, actor_kind, actor_name, at, data) VALUES (%d, '%s', 's', 'x', now(), '{}')"
)
UNGUARDED_EVENTS = "DROP TRIGGER events_are_append_only ON events; "
UNGUARDED_HOLDS = "ALTER TABLE bookings DROP CONSTRAINT bookings_hold_their_days; "
JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('q', '%s', '{}', '%s')"

BOOKED_BEFORE = """
INSERT INTO holds (vehicle_id, period, active) VALUES (1, '[2027-01-04,2027-01-05)', false);
INSERT INTO quotes (vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period, priority, weight_g,
                    volume_mm3, distance_km, distance_source, lines, total, currency, valid_until)
SELECT vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period, priority, weight_g,
       volume_mm3, distance_km, distance_source, lines, total, currency, valid_until FROM quotes WHERE id = 1;
INSERT INTO bookings (hold_id, vehicle_id, period, order_id, load_index, layout_key, layout_version, layout_sha256,
                      quote_id, price, currency, made_for, status, created_at, updated_at)
SELECT (SELECT max(id) FROM holds), vehicle_id, period, order_id, load_index, layout_key, layout_version,
       layout_sha256, (SELECT max(id) FROM quotes), price, currency, made_for, 'cancelled', created_at, updated_at
FROM bookings WHERE id = 1;
INSERT INTO booking_history (booking_id, from_status, to_status, actor_kind, actor_name, at)
SELECT (SELECT max(id) FROM bookings), from_status, to_status, 's', 'x', now()
FROM (VALUES (null, 'confirmed'), ('confirmed', 'cancelled')) AS moves (from_status, to_status);
"""
"""The booking that is there was made a second time, with the layout it had the first time."""

IN_ORDERS = {
    "an order is gone, its bookings are not": (
        "ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE; DELETE FROM orders WHERE id = 1",
        {"vehicle is held by an idle order"},
    ),
    "an order is there twice": (
        "UPDATE orders SET reference = 'PO-1' WHERE id = 2",
        {"order is placed twice"},
    ),
    "a cancelled order is booked again": (EVENT % (3, "order_booked"), {"history is illegal"}),
    "an order is created twice": (EVENT % (2, "order_created"), {"history is illegal"}),
    "a booking is on no record": (
        UNGUARDED_EVENTS + "DELETE FROM events WHERE order_id = 1 AND type = 'order_booked'",
        {"history is illegal", "customer is told of nothing"},
    ),
    "a status is on no record": (
        "UPDATE orders SET status = 'in_transit' WHERE id = 1",
        {"history is illegal", "customer is not told", "order is not where its bookings are"},
    ),
    "an order is cancelled and keeps its vehicle": (
        "UPDATE orders SET status = 'cancelled' WHERE id = 1; " + EVENT % (1, "order_cancelled"),
        {"vehicle is held by an idle order", "customer is not told"},
    ),
    "an order names another booking": (
        "UPDATE orders SET booking_ids = '{7}' WHERE id = 1",
        {"order and bookings disagree"},
    ),
    "an order names another layout": (
        """UPDATE orders SET layout = layout || '{"version": "2"}' WHERE id = 1""",
        {"order and bookings disagree"},
    ),
    "an order costs something else": (
        """UPDATE orders SET price = '{"amount": "1.00"}' WHERE id = 1""",
        {"order and bookings disagree"},
    ),
    "an order costs another currency": (
        """UPDATE orders SET price = price || '{"currency": "JPY"}' WHERE id = 1""",
        {"order and bookings disagree"},
    ),
    "the goods are more than what was packed": (
        "UPDATE order_items SET quantity = 3 WHERE order_id = 1",
        {"booking without a proof", "booking is for something else"},
    ),
    "the goods are heavier than what was packed": (
        "UPDATE order_items SET weight_g = 90000 WHERE order_id = 1",
        {"booking without a proof", "booking is for something else"},
    ),
    "an order goes elsewhere than it is booked": (
        """UPDATE orders SET destination = '{"city": "Lisbon", "lat": 38.7, "lon": -9.1}' WHERE id = 1""",
        {"booking is for something else"},
    ),
    "an order is more urgent than it is booked": (
        "UPDATE orders SET priority = 'critical' WHERE id = 1",
        {"booking is for something else"},
    ),
    "an order is for another day than it is booked": (
        "UPDATE orders SET pickup_date = '2027-01-05' WHERE id = 1",
        {"booking is for something else"},
    ),
    "an order was changed since it was booked": (
        "UPDATE orders SET plan_version = 2 WHERE id = 1",
        {"booking is for something else"},
    ),
    "the goods need a temperature": (
        "UPDATE order_items SET min_temperature_c = 2, max_temperature_c = 8 WHERE order_id = 1",
        {"booking without a proof"},
    ),
    "a customer is told twice": (
        """ALTER TABLE notifications DROP CONSTRAINT notifications_occasion_key;
           DROP TRIGGER notifications_have_an_occasion ON notifications;
           INSERT INTO notifications
               (order_id, event, occasion, channel, recipient, subject, body, status, created_at)
           SELECT order_id, event, occasion, channel, recipient, subject, body, status, created_at
           FROM notifications WHERE order_id = 1""",
        {"customer is told twice", "message is not delivered once"},
    ),
    "a customer is not told": (
        "DELETE FROM notifications WHERE order_id = 3",
        {"customer is not told", "message is not delivered once"},
    ),
    "a customer is told what never happened": (
        "UPDATE notifications SET event = 'order_delivered' WHERE order_id = 3",
        {"customer is told of nothing", "customer is not told"},
    ),
    "a message was never sent": (
        "UPDATE notifications SET status = 'queued' WHERE id = 1",
        {"message is not delivered once"},
    ),
    "a job waits": (JOB % ("follow_order", "todo"), {"job is stuck"}),
    "a job never ends": (JOB % ("process_order", "doing"), {"job is stuck"}),
    "a release was given up": (JOB % ("release_order", "failed"), {"job is stuck"}),
    "an order is never decided": (
        "UPDATE orders SET status = 'processing' WHERE id = 2; " + EVENT % (2, "processing_started"),
        {"order is stuck"},
    ),
    "an order is never begun": (EVENT % (2, "processing_requested"), {"order is stuck"}),
    "nobody knows why": (
        "UPDATE orders SET status_reason = NULL WHERE id = 4",
        {"attention without a reason and a remedy"},
    ),
    "nobody knows what would help": (
        "UPDATE orders SET remedy = NULL WHERE id = 4",
        {"attention without a reason and a remedy"},
    ),
    "a run never ends": ("UPDATE runs SET status = 'running'", {"run is left open"}),
}
"""What is done to the order database, and what the auditor must say."""

IN_TRANSPORT = {
    "a vehicle is booked twice": (
        """ALTER TABLE holds DROP CONSTRAINT holds_do_not_overlap; UPDATE holds SET active = true;
           UPDATE bookings SET status = 'confirmed'""",
        {"vehicle is taken twice", "vehicle is held by an idle order", "history is illegal"},
    ),
    "a blocked vehicle is booked": (
        """ALTER TABLE holds DROP CONSTRAINT holds_do_not_overlap;
           INSERT INTO holds (vehicle_id, period, reason) VALUES (1, '[2027-01-01,2027-01-09)', 'Inspection')""",
        {"vehicle is taken twice"},
    ),
    "a vehicle is held for nobody": (
        "INSERT INTO holds (vehicle_id, period) VALUES (2, '[2027-01-04,2027-01-05)')",
        {"vehicle is held for nobody"},
    ),
    "a booking holds no days": (
        UNGUARDED_HOLDS + "UPDATE holds SET active = false WHERE id = 1",
        {"booking holds no days"},
    ),
    "a vehicle is released behind the order's back": (
        "UPDATE bookings SET status = 'cancelled'; UPDATE holds SET active = false",
        {"order and bookings disagree", "history is illegal"},
    ),
    "another vehicle is booked than was packed": (
        UNGUARDED_HOLDS + "UPDATE bookings SET vehicle_id = 2 WHERE id = 1",
        {"booking without a proof", "booking is not as quoted"},
    ),
    "another load is booked than there is": (
        "UPDATE bookings SET load_index = 1 WHERE id = 1",
        {"booking without a proof"},
    ),
    "the vehicle is too small": (
        "UPDATE vehicles SET cargo_length_mm = 1500 WHERE id = 1",
        {"booking without a proof"},
    ),
    "the vehicle has an arch where goods stand": (
        """UPDATE vehicles SET blocked = '[{"x_mm": 0, "y_mm": 0, "dx_mm": 100, "dy_mm": 100, "dz_mm": 100}]'
           WHERE id = 1""",
        {"booking without a proof"},
    ),
    "the vehicle's rear axle bears nothing": (
        """UPDATE vehicles SET axles = '{"wheelbase_mm": 3000, "bulkhead_mm": 0, "tare_front_g": 0, "tare_rear_g": 0,
                                         "max_front_g": 9000000, "max_rear_g": 1000}' WHERE id = 1""",
        {"booking without a proof"},
    ),
    "the vehicle's front axle bears too little": (
        """UPDATE vehicles SET axles = '{"wheelbase_mm": 3000, "bulkhead_mm": 0, "tare_front_g": 0, "tare_rear_g": 0,
                                         "max_front_g": 9000000, "max_rear_g": 9000000, "min_front_share": 0.9}'
           WHERE id = 1""",
        {"booking without a proof"},
    ),
    "the vehicle has a unit hanging where goods stand": (
        """UPDATE vehicles SET blocked =
           '[{"x_mm": 0, "y_mm": 0, "z_mm": 50, "dx_mm": 100, "dy_mm": 100, "dz_mm": 100}]' WHERE id = 1""",
        {"booking without a proof"},
    ),
    "the vehicle's door is a slit at the wall": (
        "UPDATE vehicles SET door_left_mm = cargo_width_mm - 100 WHERE id = 1",
        {"booking without a proof"},
    ),
    "the load is off balance": (
        """UPDATE vehicles SET balance = '{"min_x_mm": 1100, "max_x_mm": null, "max_lateral_mm": null, "from_g": 0}'
           WHERE id = 1""",
        {"booking without a proof"},
    ),
    "a booking costs what nobody quoted": (
        "UPDATE quotes SET total = 1 WHERE id = 2",
        {"booking is not as quoted"},
    ),
    "a vehicle has left and its order does not know": (
        """UPDATE bookings SET status = 'in_transit' WHERE id = 1;
           INSERT INTO booking_history (booking_id, from_status, to_status, actor_kind, actor_name, at)
           VALUES (1, 'confirmed', 'in_transit', 's', 'x', now())""",
        {"order is not where its bookings are"},
    ),
    "a booking was priced for another urgency": (
        "UPDATE quotes SET priority = 'express' WHERE id = 1",
        {"booking is for something else"},
    ),
    "a booking moved back": (
        """INSERT INTO booking_history (booking_id, from_status, to_status, actor_kind, actor_name, at)
           VALUES (2, 'cancelled', 'confirmed', 's', 'x', now())""",
        {"history is illegal"},
    ),
}
"""The same for the transport database."""


def apart(places: Places) -> None:
    places[1]["x_mm"] = 500


def floating(places: Places) -> None:
    places[1]["z_mm"] = 700


def one_missing(places: Places) -> None:
    places.pop()


def one_of_another_order(places: Places) -> None:
    places[1]["item"] = "9-1-1"


def lighter(places: Places) -> None:
    places[1]["weight_kg"] = "5"


def test_nothing_is_found_where_nothing_is_wrong(world: World) -> None:
    assert world.found(1, 2, 3, 4) == set()


def test_a_layout_may_be_booked_again_after_its_bookings_were_cancelled(world: World) -> None:
    world.transport.execute(BOOKED_BEFORE)
    assert world.found() == set()


def test_goods_may_be_edited_after_their_bookings_were_cancelled(world: World) -> None:
    world.orders.execute("UPDATE orders SET plan_version = 2 WHERE id = 3")
    world.orders.execute("UPDATE order_items SET quantity = 1 WHERE order_id = 3")
    assert world.found() == set()


@pytest.mark.parametrize("change", [one_missing, lighter])
def test_what_was_booked_for_goods_before_is_held_against_what_its_booking_says(world: World, change: object) -> None:
    assert callable(change)
    world.orders.execute("UPDATE orders SET plan_version = 2 WHERE id = 3")
    world.store(CANCELLED, change)
    assert world.found() == {"booking without a proof"}


def test_an_accepted_order_that_is_not_there_is_found(world: World) -> None:
    assert world.found(1, 99) == {"accepted order is missing"}


@pytest.mark.parametrize("wrong", IN_ORDERS)
def test_what_is_wrong_with_orders_is_found(world: World, wrong: str) -> None:
    planted, expected = IN_ORDERS[wrong]
    world.orders.execute(planted)
    assert world.found() == expected


@pytest.mark.parametrize("wrong", IN_TRANSPORT)
def test_what_is_wrong_with_bookings_is_found(world: World, wrong: str) -> None:
    planted, expected = IN_TRANSPORT[wrong]
    world.transport.execute(planted)
    assert world.found() == expected


@pytest.mark.parametrize("order_id", [BOOKED, CANCELLED])
@pytest.mark.parametrize("change", [apart, floating, one_missing, one_of_another_order, lighter])
def test_a_layout_that_proves_nothing_is_found(world: World, order_id: int, change: object) -> None:
    assert callable(change)
    world.store(order_id, change)
    assert world.found() == {"booking without a proof"}


def test_a_layout_that_was_changed_later_is_found(world: World) -> None:
    file = world.layouts / "order-1.json" / "1"
    file.write_bytes(file.read_bytes() + b"\n")
    assert world.found() == {"booked layout is missing or altered"}


def test_a_layout_that_is_gone_is_found(world: World) -> None:
    (world.layouts / "order-1.json" / "1").unlink()
    assert world.found() == {"booked layout is missing or altered"}


def test_a_directory_in_place_of_a_layout_is_found(world: World) -> None:
    (world.layouts / "order-1.json" / "1").unlink()
    (world.layouts / "order-1.json" / "1").mkdir()
    assert world.found() == {"booked layout is missing or altered"}


def test_messages_that_were_sent_twice_or_are_unknown_are_found(world: World) -> None:
    world.deliver("again.eml", 1)
    assert world.found() == {"message is not delivered once"}
    world.deliver("again.eml", 77)
    assert world.found() == {"message is not delivered once"}
