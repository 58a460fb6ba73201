"""Every way this context can say no.

NotFound   OrderNotFound, LayoutMissing, TrackingLinkNotFound
Conflict   IllegalTransition, OrderAlreadyLeft, OrderAlreadyCancelled, OrderNotEditable, RunIsOver
           OrderIsBooked, BookingsDisagree, DecidedByBookings, PlanChanged: its bookings say otherwise
Invalid    OrderInvalid
PreconditionFailed  OrderChanged
"""

from collections.abc import Iterable

from logistics.kit.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed


class OrderNotFound(NotFound):
    """There is no such order."""

    def __init__(self, order_id: int) -> None:
        super().__init__(f"There is no order {order_id}.", order_id=order_id)


class LayoutMissing(NotFound):
    """The order has no layout yet."""

    def __init__(self, order_id: int) -> None:
        super().__init__(f"Order {order_id} has not been packed yet.", order_id=order_id)


class TrackingLinkNotFound(NotFound):
    """There is no such tracking link, or it has expired."""


class IllegalTransition(Conflict):
    """The order cannot move from its status to that one."""

    def __init__(self, order_id: int, status: str, wanted: str, allowed: Iterable[str]) -> None:
        allowed = sorted(allowed)
        super().__init__(
            f"Order {order_id} is {status} and cannot become {wanted}; "
            f"it can become {' or '.join(allowed) if allowed else 'nothing else'}.",
            order_id=order_id,
            order_status=status,
            allowed=allowed,
        )


class OrderAlreadyLeft(Conflict):
    """The order is already on the road."""

    def __init__(self, order_id: int) -> None:
        super().__init__(f"Order {order_id} has left; ask for a return.", order_id=order_id)


class OrderAlreadyCancelled(Conflict):
    """The order was called off, or its booking was."""

    def __init__(self, order_id: int) -> None:
        super().__init__(f"Order {order_id} was called off; nothing is booked or driven for it.", order_id=order_id)


class OrderIsBooked(Conflict):
    """The order has its vehicles and needs nobody's attention."""

    def __init__(self, order_id: int, status: str) -> None:
        super().__init__(
            f"Order {order_id} is {status}; cancel its booking, which sends it back to people.",
            order_id=order_id,
            order_status=status,
        )


class BookingsDisagree(Conflict):
    """This is not what is booked for the order."""

    def __init__(self, order_id: int, status: str, booking_ids: Iterable[int]) -> None:
        named = ", ".join(map(str, booking_ids)) or "none"
        super().__init__(
            f"Order {order_id} is {status} and its bookings are: {named}. Booking its vehicles makes it booked; "
            "it can be repeated here, not claimed.",
            order_id=order_id,
            order_status=status,
            booking_ids=list(booking_ids),
        )


class DecidedByBookings(Conflict):
    """An order is where its bookings are; move those."""

    def __init__(self, order_id: int, status: str, wanted: str) -> None:
        super().__init__(
            f"Order {order_id} is {status}; it becomes {wanted} when its bookings do, so move those.",
            order_id=order_id,
            order_status=status,
        )


class PlanChanged(Conflict):
    """Goods, route, date or priority are not those that the vehicles were booked for."""

    def __init__(self, order_id: int, plan_version: int) -> None:
        super().__init__(
            f"Order {order_id} was changed meanwhile; it has to be planned again.",
            order_id=order_id,
            plan_version=plan_version,
        )


class RunIsOver(Conflict):
    """The run has ended, and with it what its token may change."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"Run {run_id} has ended; it changes nothing any more.", run_id=run_id)


class OrderNotEditable(Conflict):
    """Goods, route and date of this order can no longer change."""

    def __init__(self, order_id: int, status: str) -> None:
        super().__init__(
            f"Order {order_id} is {status}; it can be edited while pending or when it needs attention.",
            order_id=order_id,
            order_status=status,
        )


class OrderInvalid(Invalid):
    """The order cannot be taken as it is."""

    @classmethod
    def of(cls, errors: list[FieldError]) -> "OrderInvalid":
        """One error that names every fault."""
        return cls(f"{errors[0].pointer}: {errors[0].message}", errors=errors)


class OrderChanged(PreconditionFailed):
    """The order was changed by somebody else."""

    def __init__(self, order_id: int, version: int) -> None:
        super().__init__(f"Order {order_id} is at version {version} now; read it again.", order_id=order_id)
