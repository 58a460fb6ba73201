"""Whether bookings that exist already carry the order as it is now. No I/O."""

from collections.abc import Sequence

from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.layout import LayoutDocument
from logistics.contracts.orders import OrderRead
from logistics.layouts.proof import piece_faults


def active(bookings: Sequence[BookingRead]) -> list[BookingRead]:
    """Bookings that hold a vehicle, in the order of their loads."""
    held = [booking for booking in bookings if booking.status is not BookingStatus.CANCELLED]
    return sorted(held, key=lambda booking: booking.load_index)


def still_right(bookings: Sequence[BookingRead], layout: LayoutDocument | None, order: OrderRead) -> bool:
    """Whether the bookings are every load of one layout, made for the order as it is: its plan, day and pieces.

    Bookings of a run that died are. Those of an order that was changed since, or of which one was cancelled, are not.
    """
    if layout is None or len({booking.layout for booking in bookings}) != 1:
        return False
    return (
        [booking.load_index for booking in bookings] == list(range(len(layout.loads)))
        and all(booking.period.from_ == order.pickup_date for booking in bookings)
        and all(
            booking.made_for is None or booking.made_for.plan_version == order.plan_version for booking in bookings
        )
        and not piece_faults(layout, order.pieces())
    )
