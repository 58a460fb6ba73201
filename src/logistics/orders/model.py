"""Order and OrderItem, and the decisions they make. Changing an order returns a new one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NewType

from logistics.orders.errors import (
    BookingsDisagree,
    DecidedByBookings,
    IllegalTransition,
    OrderAlreadyCancelled,
    OrderAlreadyLeft,
    OrderIsBooked,
    OrderNotEditable,
    PlanChanged,
)
from logistics.orders.standing import BookingState, Standing
from logistics.words import BOOKABLE, HELD, LEFT, BookingStatus, OrderStatus

OrderId = NewType("OrderId", int)


_S = OrderStatus

NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    _S.PENDING: frozenset({_S.PROCESSING, _S.BOOKED, _S.NEEDS_ATTENTION, _S.CANCELLED}),
    _S.PROCESSING: frozenset({_S.BOOKED, _S.AWAITING_APPROVAL, _S.NEEDS_ATTENTION, _S.CANCELLED}),
    _S.AWAITING_APPROVAL: frozenset({_S.PROCESSING, _S.BOOKED, _S.CANCELLED}),
    _S.NEEDS_ATTENTION: frozenset({_S.PROCESSING, _S.BOOKED, _S.CANCELLED}),
    _S.BOOKED: frozenset({_S.IN_TRANSIT, _S.NEEDS_ATTENTION, _S.CANCELLED}),
    _S.IN_TRANSIT: frozenset({_S.DELIVERED}),
    _S.DELIVERED: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""The legal moves."""

AGAIN: dict[str, Any] = {
    "kind": "retry",
    "detail": "Have the order processed again.",
    "pickup_date": None,
    "vehicle_id": None,
    "items": [],
}
"""The remedy for an order that lost its vehicles, in the shape of the contract."""

PLAN = ("priority", "pickup_date", "origin", "destination", "items")
"""Fields of an order that a plan is made from."""

EDITABLE = frozenset({_S.PENDING, _S.NEEDS_ATTENTION})
"""Goods, route and date may change only while nothing is planned with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem:
    """One line of an order; sizes in mm and weights in g are those of one piece.

    `rules` is a document in the shape of the contract, without what is as by default.
    """

    line: int
    sku: str | None
    description: str
    quantity: int
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Goods a customer asked us to move.

    `origin`, `destination`, `remedy`, `layout` and `price` are documents in the shape of the contract.
    `layout` is the one that is booked, else the one that was saved last.
    """

    id: OrderId
    customer_id: int
    reference: str | None
    priority: str
    pickup_date: date
    origin: dict[str, Any]
    destination: dict[str, Any]
    items: tuple[OrderItem, ...]
    notes: str | None
    auto_process: bool
    status: OrderStatus
    status_reason: str | None
    remedy: dict[str, Any] | None
    booking_ids: tuple[int, ...]
    layout: dict[str, Any] | None
    price: dict[str, Any] | None
    version: int
    created_at: datetime
    updated_at: datetime
    booking_states: tuple[BookingState, ...] = ()
    plan_version: int = 1

    @property
    def number(self) -> str:
        """What people call it: `ORD-2026-000123`."""
        return f"ORD-{self.created_at.year}-{self.id:06d}"

    @property
    def pieces(self) -> int:
        """Physical boxes."""
        return sum(item.quantity for item in self.items)

    @property
    def weight_g(self) -> int:
        """Weight of all pieces."""
        return sum(item.quantity * item.weight_g for item in self.items)

    @property
    def volume_mm3(self) -> int:
        """Volume of all pieces."""
        return sum(i.quantity * i.length_mm * i.width_mm * i.height_mm for i in self.items)

    @property
    def left_behind(self) -> tuple[int, ...]:
        """Of the bookings it left with, those that were cancelled: their loads did not go with the others."""
        return tuple(
            id for id, status in self.booking_states if status == BookingStatus.CANCELLED and id in self.booking_ids
        )

    def start(self) -> "Order":
        """Agents begin to work on it. Starting again is harmless: a run may die and begin anew."""
        if self.status is OrderStatus.PROCESSING:
            return self
        return self._move(OrderStatus.PROCESSING)

    def follow(self, reported: Standing) -> "Iterator[Order]":
        """Where its bookings have brought it, step by step; nothing when it is there.

        What the order knows further on than what is reported stays: it was told before the vehicle's own record.

        Raises:
            OrderAlreadyCancelled: It was called off, and vehicles are held for it.
            PlanChanged: They are held for other goods, another route, day or priority.
            OrderAlreadyLeft, OrderAlreadyCancelled: A booking would go back.
        """
        states = reported.states_after(self.booking_states, self.id)
        active = {booking_id: status for booking_id, status in states if status != BookingStatus.CANCELLED}
        if not active:
            yield from self._without_vehicles(states, reported.reason)
            return
        if self.status is OrderStatus.CANCELLED:
            raise OrderAlreadyCancelled(self.id)
        if reported.plan_version not in (None, self.plan_version):
            raise PlanChanged(self.id, self.plan_version)
        order = replace(
            self if self.status in HELD else self._move(OrderStatus.BOOKED),
            booking_states=states,
            # Loads of one plan stay so when one of them is cancelled after others have left.
            booking_ids=self.booking_ids if set(active) < set(self.booking_ids) else tuple(active),
            layout=reported.layout,
            price=reported.price,
        )._in_part()
        yield order
        if order.status is OrderStatus.BOOKED and set(active.values()) - {BookingStatus.CONFIRMED}:
            order = order._move(OrderStatus.IN_TRANSIT)._in_part()
            yield order
        if order.status is OrderStatus.IN_TRANSIT and set(active.values()) == {BookingStatus.DELIVERED}:
            yield order._move(OrderStatus.DELIVERED)._in_part()

    def _without_vehicles(self, states: tuple[BookingState, ...], reason: str | None) -> "Iterator[Order]":
        """None of its bookings counts any more."""
        if self.status in LEFT:
            raise OrderAlreadyLeft(self.id)
        released = replace(self, booking_states=states)
        if self.status is OrderStatus.BOOKED:
            because = reason or "The vehicles it was booked on are not booked any more."
            released = released._move(OrderStatus.NEEDS_ATTENTION)._explained(because, AGAIN)
        yield released

    def packed(self, layout: dict[str, Any]) -> "Order":
        """A layout of it was saved. One that has its vehicles keeps the layout they were booked with."""
        return self if self.status in HELD else replace(self, layout=layout)

    def agree(self, booking_ids: tuple[int, ...], layout: dict[str, Any], price: dict[str, Any]) -> "Order":
        """Itself, when this is what is booked: saying so makes nothing booked.

        Raises:
            BookingsDisagree: Nothing is, or something else.
        """
        said, known = (booking_ids, layout, price), (self.booking_ids, self.layout, self.price)
        if self.status not in HELD or said != known:
            raise BookingsDisagree(self.id, self.status, self.booking_ids)
        return self

    def need_attention(self, reason: str, remedy: dict[str, Any] | None) -> "Order":
        """A person has to decide; says why and what would help.

        Raises:
            OrderIsBooked: It has its vehicles; a booking that is cancelled sends it back by itself.
        """
        if self.status in HELD:
            raise OrderIsBooked(self.id, self.status)
        moved = self if self.status is OrderStatus.NEEDS_ATTENTION else self._move(OrderStatus.NEEDS_ATTENTION)
        return moved._explained(reason, remedy)

    def move(self, status: OrderStatus) -> "Order":
        """Move on to `status`; being there already is no fault.

        Raises:
            DecidedByBookings: Its bookings move it there, nobody else.
            IllegalTransition: `status` cannot follow.
        """
        if status is self.status:
            return self
        if status in HELD and status in NEXT[self.status]:
            raise DecidedByBookings(self.id, self.status, status)
        return self._move(status)

    def cancel(self) -> "Order":
        """Call the order off.

        Raises:
            OrderAlreadyLeft: The vehicle has gone; goods come back as a return.
        """
        if self.status is OrderStatus.CANCELLED:
            return self
        if self.status in LEFT:
            raise OrderAlreadyLeft(self.id)
        return self._move(OrderStatus.CANCELLED)

    def edit(self, **changes: Any) -> "Order":
        """Change goods, route, date or words.

        Raises:
            OrderNotEditable: Something is planned with what would change.
        """
        if self.status not in EDITABLE:
            raise OrderNotEditable(self.id, self.status)
        return replace(self, **changes)

    def require_processable(self) -> None:
        """Refuse what cannot be planned (again).

        Raises:
            IllegalTransition: It is booked, gone or cancelled.
        """
        if self.status not in BOOKABLE:
            raise IllegalTransition(self.id, self.status, OrderStatus.PROCESSING, NEXT[self.status])

    def _in_part(self) -> "Order":
        """With a reason for people when a load of it stayed behind."""
        if not self.left_behind:
            return self
        named = ", ".join(map(str, self.left_behind))
        return replace(self, status_reason=f"Cancelled after others had left, so its goods stayed behind: {named}.")

    def _explained(self, reason: str, remedy: dict[str, Any] | None) -> "Order":
        """With a reason for people; what was booked no longer counts, but its layout can be booked again."""
        return replace(self, status_reason=reason, remedy=remedy, booking_ids=(), price=None)

    def _move(self, status: OrderStatus) -> "Order":
        if status not in NEXT[self.status]:
            raise IllegalTransition(self.id, self.status, status, NEXT[self.status])
        return replace(self, status=status, status_reason=None, remedy=None)
