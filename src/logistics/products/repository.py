"""Every SQL statement about products. A product decides nothing, so its contract serves as its model."""

from collections.abc import Collection
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from logistics.contracts.numbers import grams_of, kg_of
from logistics.contracts.products import ProductCreate, ProductRead
from logistics.kit.database import Transaction
from logistics.products.errors import ProductNotFound, SkuTaken

_SAID = ("label", "length_mm", "width_mm", "height_mm", "weight_g", "rules")
"""Columns that a product is described in, and that may change; `rules` is the document of `Handling`."""

_COLUMNS = f"id, sku, {', '.join(_SAID)}, active, version"


class ProductRepository:
    """Products in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, product: ProductCreate) -> ProductRead:
        """Store a new product.

        Raises:
            SkuTaken: There is one with this SKU.
        """
        try:
            values = ", ".join(f"%({name})s" for name in _SAID)
            cursor = await self._tx.execute(
                f"INSERT INTO products (sku, {', '.join(_SAID)}) VALUES (%(sku)s, {values}) RETURNING {_COLUMNS}",
                _values(product),
            )
        except UniqueViolation:
            raise SkuTaken(product.sku) from None
        row = await cursor.fetchone()
        assert row is not None
        return _product(row)

    async def get(self, product_id: int, *, for_update: bool = False) -> ProductRead:
        """One product.

        Raises:
            ProductNotFound: There is none.
        """
        lock = "FOR NO KEY UPDATE" if for_update else ""
        cursor = await self._tx.execute(f"SELECT {_COLUMNS} FROM products WHERE id = %s {lock}", [product_id])
        row = await cursor.fetchone()
        if row is None:
            raise ProductNotFound(product_id)
        return _product(row)

    async def find_active(self, skus: Collection[str]) -> dict[str, ProductRead]:
        """The active products among these SKUs, by SKU."""
        if not skus:
            return {}
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM products WHERE sku = ANY(%s) AND active", [list(skus)]
        )
        return {row["sku"]: _product(row) for row in await cursor.fetchall()}

    async def list_page(self, *, sku: str | None, after_id: int, limit: int) -> list[ProductRead]:
        """Up to `limit` products by id."""
        condition = "AND sku = %(sku)s" if sku else ""
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM products WHERE id > %(after_id)s {condition} ORDER BY id LIMIT %(limit)s",
            {"after_id": after_id, "sku": sku, "limit": limit},
        )
        return [_product(row) for row in await cursor.fetchall()]

    async def save(self, product: ProductRead) -> ProductRead:
        """Store a changed product under its next version."""
        changes = ", ".join(f"{name} = %({name})s" for name in (*_SAID, "active"))
        cursor = await self._tx.execute(
            f"UPDATE products SET {changes}, version = version + 1 WHERE id = %(id)s RETURNING {_COLUMNS}",
            _values(product),
        )
        row = await cursor.fetchone()
        assert row is not None
        return _product(row)


def _values(product: ProductCreate) -> dict[str, Any]:
    return product.model_dump() | {
        "weight_g": grams_of(product.weight_kg),
        "rules": Jsonb(product.stored_rules()),
    }


def _product(row: dict[str, Any]) -> ProductRead:
    return ProductRead(weight_kg=kg_of(row.pop("weight_g")), **row.pop("rules"), **row)
