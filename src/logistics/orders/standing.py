"""Where an order's bookings are, as the Transport API reports them and as the order knew them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from logistics.orders.errors import OrderAlreadyCancelled, OrderAlreadyLeft
from logistics.words import BOOKING_MOVES, BookingStatus

BookingState = tuple[int, BookingStatus]
"""A booking's id, and where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Every booking an order ever had, as their owner has them.

    `plan_version`, `layout` and `price` are those of the bookings that are not cancelled; `reason` says why the last
    one was. A plan version of None is of bookings that were made before there were any.
    """

    states: Sequence[BookingState]
    plan_version: int | None
    layout: dict[str, Any] | None
    price: dict[str, Any] | None
    reason: str | None

    def states_after(self, known: Sequence[BookingState], order_id: int) -> tuple[BookingState, ...]:
        """The later of what is reported and what was known, booking by booking.

        Raises:
            OrderAlreadyLeft: A booking would be cancelled that has left.
            OrderAlreadyCancelled: One would leave that was cancelled.
        """
        before = dict(known)
        return tuple(
            (booking_id, _later(before.get(booking_id, BookingStatus.CONFIRMED), status, order_id))
            for booking_id, status in sorted(self.states)
        )


def _later(known: BookingStatus, reported: BookingStatus, order_id: int) -> BookingStatus:
    if reported in _later_than(known):
        return reported
    if known in _later_than(reported):
        return known
    raise OrderAlreadyCancelled(order_id) if known == BookingStatus.CANCELLED else OrderAlreadyLeft(order_id)


def _later_than(status: BookingStatus) -> set[BookingStatus]:
    """Where a booking may be once it was there; the same place is among them."""
    return {status}.union(*(_later_than(after) for after in BOOKING_MOVES[status]))
