"""What a request says of places, goods and days, found out; what cannot be found is a fault that names its field."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from logistics.contracts.address import Address
from logistics.contracts.orders import MAX_PIECES, DescribedLine, ProductLine
from logistics.geo.addresses import locate_all
from logistics.kit.database import Transaction
from logistics.kit.errors import FieldError, pointer
from logistics.orders.model import OrderItem
from logistics.orders.wire import described_item, product_item
from logistics.products.handling import handling_faults
from logistics.products.repository import ProductRepository

FURTHEST_PICKUP_DAYS = 730
"""Two years ahead; a later date is a slip of the pen."""


async def located(addresses: dict[str, Address]) -> tuple[dict[str, Any], list[FieldError]]:
    """Addresses as documents with coordinates, and the faults of those that cannot be found.

    Raises:
        AmbiguousPlace: One may be several towns.
    """
    places, faults = await locate_all(addresses)
    points = {field: {"lat": place.lat, "lon": place.lon} for field, place in places.items()}
    return {f: a.model_dump(exclude_none=True) | points.get(f, {}) for f, a in addresses.items()}, faults


async def items_of(
    tx: Transaction, lines: Sequence[ProductLine | DescribedLine], faults: list[FieldError]
) -> list[OrderItem]:
    """The lines with their products' sizes copied in; adds to `faults` what is unknown or too much."""
    products = await ProductRepository(tx).find_active({line.sku for line in lines if isinstance(line, ProductLine)})
    items = []
    for index, line in enumerate(lines):
        if isinstance(line, DescribedLine):
            faults += handling_faults(line, "items", index)
            items.append(described_item(index + 1, line))
        elif line.sku in products:
            items.append(product_item(index + 1, line, products[line.sku]))
        else:
            faults.append(
                FieldError(pointer("items", index, "sku"), "unknown_sku", f"There is no active product {line.sku}.")
            )
    pieces = sum(line.quantity for line in lines)
    if pieces > MAX_PIECES:
        faults.append(
            FieldError(
                "/items", "too_many_pieces", f"{pieces} pieces; an order holds at most {MAX_PIECES}, split it."
            )
        )
    return items


def date_faults(pickup: date, today: date) -> list[FieldError]:
    """What is wrong with the day of a pickup."""
    if pickup < today:
        return [FieldError("/pickup_date", "in_the_past", f"Choose {today} or a later day.")]
    if pickup > today + timedelta(days=FURTHEST_PICKUP_DAYS):
        return [FieldError("/pickup_date", "too_far", "Choose a day within two years.")]
    return []
