"""Words with a fixed set of values, the same in models, messages, SQL, plans of agents and on screen.

Contracts hand on the ones they use; models, which see no contract, take them from here.
"""

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order is on its way."""

    PENDING = "pending"
    PROCESSING = "processing"
    AWAITING_APPROVAL = "awaiting_approval"
    NEEDS_ATTENTION = "needs_attention"
    BOOKED = "booked"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


UNDECIDED = frozenset({OrderStatus.PENDING, OrderStatus.PROCESSING})
"""Somebody is about to decide what becomes of it."""
BOOKABLE = UNDECIDED | {OrderStatus.NEEDS_ATTENTION, OrderStatus.AWAITING_APPROVAL}
"""Nothing is booked for it, and something may be."""
LEFT = frozenset({OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED})
"""Its vehicle has gone."""
HELD = LEFT | {OrderStatus.BOOKED}
"""Vehicles are booked for it as it is: where it goes from here, its bookings decide."""


class Priority(StrEnum):
    """How soon the customer wants it; it is priced, see calculate-price."""

    STANDARD = "standard"
    EXPRESS = "express"
    CRITICAL = "critical"


class CustomerStatus(StrEnum):
    """Whether orders may be placed for a customer."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class VehicleStatus(StrEnum):
    """Whether a vehicle is in service. Being booked is a matter of its bookings, not of this."""

    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    RETIRED = "retired"


class BookingStatus(StrEnum):
    """Where a booking is on its way."""

    CONFIRMED = "confirmed"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


BOOKING_MOVES: dict[BookingStatus, tuple[BookingStatus, ...]] = {
    BookingStatus.CONFIRMED: (BookingStatus.IN_TRANSIT, BookingStatus.CANCELLED),
    BookingStatus.IN_TRANSIT: (BookingStatus.DELIVERED,),
    BookingStatus.DELIVERED: (),
    BookingStatus.CANCELLED: (),
}
"""Where it may go next."""


class RunStatus(StrEnum):
    """How a run of the agents stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"


class NotificationStatus(StrEnum):
    """What became of a message: `superseded` is no longer so and was not sent."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


BELIEVED = frozenset({NotificationStatus.QUEUED, NotificationStatus.SENT})
"""The customer knows it, or is about to."""
