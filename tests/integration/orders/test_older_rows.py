"""Rows of the release before are read, and its processes go on writing beside ours."""

import psycopg
import psycopg.rows
import psycopg.types.json
from sqlalchemy import NullPool, create_engine, make_url

from logistics.contracts.address import Address
from logistics.contracts.customers import CustomerRead
from logistics.kit.stored_texts import clean_stored

ODD = "Nord\u2028licht\n\u202e"


def engine_of(url: str):
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def test_texts_that_would_not_be_taken_any_more_are_cleaned(orders_database_url: str) -> None:
    with psycopg.connect(orders_database_url) as connection:
        connection.execute(
            "INSERT INTO customers (name, email, language, address) VALUES (%s, 'a,b@c.de', 'en', %s)",
            [ODD, psycopg.types.json.Jsonb({"city": "Ham\tburg", "country_code": "DE", "lat": 53.5, "lon": 10.0})],
        )
    with engine_of(orders_database_url).begin() as connection:
        clean_stored(connection, "customers", "name", "address")
    with psycopg.connect(orders_database_url, row_factory=psycopg.rows.dict_row) as connection:
        row = connection.execute("SELECT * FROM customers").fetchone()
    assert row is not None
    customer = CustomerRead.model_validate(row)
    assert customer.name == "Nord licht"
    assert customer.email == "a,b@c.de"
    assert customer.address == Address(city="Ham burg", country_code="DE", lat=53.5, lon=10.0)


def test_a_message_of_a_process_of_the_release_before_is_of_the_orders_bookings(orders_database_url: str) -> None:
    with psycopg.connect(orders_database_url) as connection:
        connection.execute("INSERT INTO customers (name, email, language) VALUES ('A', 'a@b.de', 'en')")
        connection.execute(
            """INSERT INTO orders (customer_id, priority, pickup_date, origin, destination, auto_process, status,
                                   booking_ids, layout, price, created_at, updated_at)
               VALUES (1, 'standard', '2027-01-01', '{}', '{}', true, 'booked', '{7,5}', '{}', '{}', now(), now())"""
        )
        for event in ("order_booked", "order_cancelled"):
            connection.execute(
                """INSERT INTO notifications (order_id, event, channel, recipient, subject, body, created_at)
                   VALUES (1, %s, 'email', 'a@b.de', 's', 'b', now())""",
                [event],
            )
        assert connection.execute("SELECT occasion FROM notifications ORDER BY id").fetchall() == [(5,), (0,)]
