"""Rules of goods are one document; columns of the release before follow it, and it follows them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

import logistics.orders
from logistics.contracts.numbers import grams_of, kg_of
from logistics.contracts.products import ProductCreate, ProductRead
from logistics.kit.database import Database
from logistics.products.repository import ProductRepository

PLAIN = {"sku": "A", "label": "Crate", "length_mm": 1200, "width_mm": 800, "height_mm": 900, "weight_kg": "85.5"}
EVERY_RULE = {
    "orientation": "upright",
    "stackable": False,
    "fragile": True,
    "max_load_on_top_kg": "200.25",
    "bottom_only": True,
    "requires_refrigeration": True,
    "max_layers": 2,
    "stack_code": "pallet",
    "carries_codes": [],
    "tags": ["food", "dairy"],
    "incompatible_tags": ["chemicals"],
    "min_temperature_c": 2,
    "max_temperature_c": 8,
}
SAID = set(PLAIN | EVERY_RULE)
COLUMNS = ("label", "length_mm", "width_mm", "height_mm", "weight_g", *EVERY_RULE)
MIGRATION = (
    ScriptDirectory(str(Path(logistics.orders.__path__[0]) / "migrations")).get_revision("2026_11_28_rules").module
)
BEFORE = """
ALTER TABLE products DROP COLUMN rules;
ALTER TABLE order_items DROP COLUMN rules;
DROP TRIGGER products_rules_follow_columns ON products;
DROP TRIGGER order_items_rules_follow_columns ON order_items;
DROP FUNCTION rules_follow_columns, words_of, rules_of_columns;
"""
"""What takes a database back to the release before."""


def as_before(product: ProductCreate) -> dict[str, Any]:
    """The row that a process of the release before writes."""
    on_top = product.rules.max_load_on_top_g
    columns = {
        **product.model_dump(mode="json"),
        "weight_g": grams_of(product.weight_kg),
        "max_load_on_top_g": on_top,
    }
    return {name.replace("top_kg", "top_g"): columns[name.replace("top_kg", "top_g")] for name in ("sku", *COLUMNS)}


def insert(connection: psycopg.Connection[Any], row: dict[str, Any]) -> None:
    names, values = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO products ({names}) VALUES ({values})", row)


def read_as_before(connection: psycopg.Connection[Any]) -> ProductRead:
    """The product as a process of the release before reads it."""
    columns = ", ".join(name.replace("top_kg", "top_g") for name in COLUMNS)
    row = connection.cursor(row_factory=dict_row).execute(f"SELECT id, sku, {columns}, active, version FROM products")
    found = row.fetchone()
    assert found is not None
    on_top = found.pop("max_load_on_top_g")
    return ProductRead(
        weight_kg=kg_of(found.pop("weight_g")), max_load_on_top_kg=None if on_top is None else kg_of(on_top), **found
    )


async def read_now(database: Database) -> ProductRead:
    async with database.transaction() as tx:
        return await ProductRepository(tx).get(1)


@pytest.fixture
async def database(orders_database_url: str) -> AsyncIterator[Database]:
    database = Database(orders_database_url)
    await database.open()
    yield database
    await database.close()


@pytest.mark.parametrize("rules", [{}, EVERY_RULE], ids=["none", "every"])
async def test_what_one_release_writes_the_other_reads(
    orders_database_url: str, database: Database, rules: dict[str, Any]
) -> None:
    product = ProductCreate.model_validate(PLAIN | rules)
    with psycopg.connect(orders_database_url, autocommit=True) as connection:
        insert(connection, as_before(product))
        now = await read_now(database)
        assert now.model_dump(include=SAID) == product.model_dump(include=SAID)
        async with database.transaction() as tx:
            changed = await ProductRepository(tx).save(now.model_copy(update={"max_layers": 5, "tags": ("glass",)}))
        assert read_as_before(connection) == changed
        connection.execute("UPDATE products SET tags = '{}', fragile = NOT fragile, version = version + 1")
        last = await read_now(database)
        assert last == read_as_before(connection)
        assert (last.tags, last.max_layers) == ((), 5)


def test_a_rule_without_a_column_outlives_a_change_by_the_release_before(orders_database_url: str) -> None:
    row = as_before(ProductCreate.model_validate(PLAIN | EVERY_RULE))
    with psycopg.connect(orders_database_url) as connection:
        insert(connection, row | {"rules": Jsonb({"tags": ["food"], "of_a_later_release": 7})})
        connection.execute("UPDATE products SET max_layers = 3, label = 'Box'")
        found = connection.execute("SELECT rules FROM products").fetchone()
    assert found == ({"tags": ["food"], "of_a_later_release": 7, "max_layers": 3},)


async def test_rows_of_the_release_before_are_taken_over(orders_database_url: str, database: Database) -> None:
    product = ProductCreate.model_validate(PLAIN | EVERY_RULE)
    with psycopg.connect(orders_database_url, autocommit=True) as connection:
        connection.execute(BEFORE)
        insert(connection, as_before(product))
        connection.execute("INSERT INTO customers (name, email, language) VALUES ('A', 'a@b.de', 'en')")
        connection.execute(
            """INSERT INTO orders (customer_id, priority, pickup_date, origin, destination, auto_process, status,
                                   created_at, updated_at)
               VALUES (1, 'standard', '2027-01-01', '{}', '{}', true, 'pending', now(), now())"""
        )
        connection.execute(
            """INSERT INTO order_items (order_id, line, description, quantity, length_mm, width_mm, height_mm,
                   weight_g, orientation, stackable, fragile, bottom_only, requires_refrigeration)
               VALUES (1, 1, 'Crate', 1, 1, 1, 1, 1, 'any', true, true, false, false)"""
        )
        # Goods of an order that has its vehicles do not change; that they are told in other words is no change.
        connection.execute(
            "UPDATE orders SET status = 'booked', booking_ids = '{7}', layout = '{}', price = '{}' WHERE id = 1"
        )
        connection.execute(MIGRATION.FOLLOW)
        for table in ("products", "order_items"):
            connection.execute(MIGRATION.COLUMN.format(table=table))
        assert connection.execute("SELECT rules FROM order_items").fetchone() == ({"fragile": True},)
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute("UPDATE order_items SET fragile = false")
    assert (await read_now(database)).model_dump(include=SAID) == product.model_dump(include=SAID)
