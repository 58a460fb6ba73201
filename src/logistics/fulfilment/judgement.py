"""What the services say about an order, whatever an agent said. Pure: facts in, a verdict out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from logistics.contracts.orders import OrderRead, OrderStatus
from logistics.contracts.transport import BookingRead, BookingStatus

ACTIVE = frozenset({BookingStatus.CONFIRMED, BookingStatus.IN_TRANSIT, BookingStatus.DELIVERED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is true of an order, and the bookings that make it so.

    booked: every load has its vehicle, so the order is to say so and the customer to know.
    not_booked: the order says it is booked and it is not.
    to_release: vehicles are held for an order that does not move.
    unfinished: nothing is booked, and nobody was told why.
    settled: nothing is to be done.
    """

    kind: Literal["booked", "not_booked", "to_release", "unfinished", "settled"]
    because: str
    bookings: tuple[BookingRead, ...] = ()


def judge(order: OrderRead, bookings: Sequence[BookingRead]) -> Verdict:
    """Hold an order against its bookings.

    The Transport API books every load of a layout or none, and only with a valid proof; so active bookings
    of one layout are all of its loads.
    """
    active = tuple(sorted((b for b in bookings if b.status in ACTIVE), key=lambda b: b.load_index))
    confirmed = tuple(b for b in active if b.status is BookingStatus.CONFIRMED)
    match order.status:
        case OrderStatus.CANCELLED | OrderStatus.NEEDS_ATTENTION:
            if confirmed:
                return Verdict("to_release", f"The order is {order.status.value}.", confirmed)
            return Verdict("settled", "Nothing is booked for it.")
        case OrderStatus.IN_TRANSIT | OrderStatus.DELIVERED:
            return Verdict("settled", "It is on its way.")
        case OrderStatus.BOOKED if not active:
            return Verdict("not_booked", "The order was reported as booked, but no vehicle is booked for it.")
        case OrderStatus.BOOKED if [b.id for b in active] != sorted(order.booking_ids):
            return Verdict("booked", "Other vehicles are booked than the order says.", active)
    if active:
        return Verdict("booked", "Every load has its vehicle.", active)
    return Verdict("unfinished", "Nothing is booked, and nobody said why.")
