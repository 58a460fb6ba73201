"""Order <-> contracts.orders."""

from logistics.access.principal import Principal
from logistics.contracts.events import Actor, EventRead
from logistics.contracts.goods import Goods
from logistics.contracts.numbers import grams_of, kg_of, m3_of
from logistics.contracts.order_bookings import BookingsReport, BookingState
from logistics.contracts.orders import DescribedLine, OrderRead, ProductLine, Totals
from logistics.contracts.orders import OrderItem as OrderItemRead
from logistics.contracts.products import ProductRead
from logistics.orders.events import Event
from logistics.orders.for_customers import sentence_about
from logistics.orders.model import Order, OrderItem
from logistics.orders.standing import Standing


def order_read(order: Order, by: Principal) -> OrderRead:
    """An order as it goes over the wire to `by`; a customer reads a sentence of its own, not the dispatchers'."""
    told = {} if by.customer_id is None else {"status_reason": sentence_about(order), "remedy": None}
    return OrderRead.model_validate(
        {
            **{name: getattr(order, name) for name in OrderRead.model_fields if hasattr(order, name)},
            "items": [_item_read(item) for item in order.items],
            "line_count": len(order.items),
            "booking_ids": list(order.booking_ids),
            "booking_states": [BookingState(booking_id=id, status=status) for id, status in order.booking_states],
            "totals": Totals(pieces=order.pieces, weight_kg=kg_of(order.weight_g), volume_m3=m3_of(order.volume_mm3)),
            **told,
        }
    )


def standing(report: BookingsReport) -> Standing:
    """Where an order's bookings are, from the wire."""
    return Standing(
        states=[(state.booking_id, state.status) for state in report.bookings],
        plan_version=report.plan_version,
        **report.model_dump(mode="json", include={"layout", "price", "reason"}),
    )


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
    return OrderItem(
        line=line,
        sku=sku,
        description=description,
        quantity=quantity,
        length_mm=goods.length_mm,
        width_mm=goods.width_mm,
        height_mm=goods.height_mm,
        weight_g=grams_of(goods.weight_kg),
        rules=goods.stored_rules(),
    )


def _item_read(item: OrderItem) -> OrderItemRead:
    same = {name: getattr(item, name) for name in OrderItemRead.model_fields if hasattr(item, name)}
    return OrderItemRead(**same, **item.rules, weight_kg=kg_of(item.weight_g))
