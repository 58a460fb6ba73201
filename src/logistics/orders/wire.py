"""Order <-> contracts.orders."""

from logistics.contracts.common import Address, grams_of, kg_of, m3_of
from logistics.contracts.orders import (
    Actor,
    DescribedLine,
    EventRead,
    Goods,
    OrderRead,
    ProductLine,
    ProductRead,
)
from logistics.kit.answers import Document
from logistics.orders.events import Event
from logistics.orders.model import Order, OrderItem

_NO_ADDRESS: Document = dict.fromkeys(Address.model_fields)
"""Addresses are kept without what they do not say."""


def order_read(order: Order) -> OrderRead:
    """An order as its contract."""
    return OrderRead.model_validate(order_document(order))


def order_document(order: Order) -> Document:
    """An order as it goes over the wire."""
    return {
        "id": order.id,
        "number": order.number,
        "customer_id": order.customer_id,
        "reference": order.reference,
        "priority": order.priority,
        "pickup_date": order.pickup_date,
        "origin": _NO_ADDRESS | order.origin,
        "destination": _NO_ADDRESS | order.destination,
        "items": [_item_document(item) for item in order.items],
        "notes": order.notes,
        "auto_process": order.auto_process,
        "status": order.status,
        "status_reason": order.status_reason,
        "remedy": order.remedy,
        "totals": {
            "pieces": order.pieces,
            "weight_kg": str(kg_of(order.weight_g)),
            "volume_m3": str(m3_of(order.volume_mm3)),
        },
        "booking_ids": order.booking_ids,
        "layout": order.layout,
        "price": order.price,
        "version": order.version,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def event_read(event: Event) -> EventRead:
    """An event as it goes over the wire."""
    return EventRead(
        id=event.id,
        order_id=event.order_id,
        type=event.type,
        actor=Actor.model_validate(event.actor),
        at=event.at,
        data=event.data,
        request_id=event.request_id,
    )


def described_item(line: int, described: DescribedLine) -> OrderItem:
    """A line that describes its goods, as an order item."""
    return _item(line, None, described.description, described.quantity, described)


def product_item(line: int, wanted: ProductLine, product: ProductRead) -> OrderItem:
    """A line that names a product, as an order item with the product's sizes and handling copied in."""
    return _item(line, product.sku, product.label, wanted.quantity, product)


def _item(line: int, sku: str | None, description: str, quantity: int, goods: Goods) -> OrderItem:
    on_top = goods.max_load_on_top_kg
    return OrderItem(
        line=line,
        sku=sku,
        description=description,
        quantity=quantity,
        length_mm=goods.length_mm,
        width_mm=goods.width_mm,
        height_mm=goods.height_mm,
        weight_g=grams_of(goods.weight_kg),
        orientation=goods.orientation.value,
        stackable=goods.stackable,
        fragile=goods.fragile,
        max_load_on_top_g=None if on_top is None else grams_of(on_top),
        bottom_only=goods.bottom_only,
        requires_refrigeration=goods.requires_refrigeration,
    )


def _item_document(item: OrderItem) -> Document:
    on_top = item.max_load_on_top_g
    return {
        "line": item.line,
        "sku": item.sku,
        "description": item.description,
        "quantity": item.quantity,
        "length_mm": item.length_mm,
        "width_mm": item.width_mm,
        "height_mm": item.height_mm,
        "weight_kg": str(kg_of(item.weight_g)),
        "orientation": item.orientation,
        "stackable": item.stackable,
        "fragile": item.fragile,
        "max_load_on_top_kg": None if on_top is None else str(kg_of(on_top)),
        "bottom_only": item.bottom_only,
        "requires_refrigeration": item.requires_refrigeration,
    }
