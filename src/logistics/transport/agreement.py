"""An order and its bookings are one fact: the order is told of every change, under one lock, and its no counts.

Bookings are committed before their order is told, so that no order says it has a vehicle that nobody holds. Every
later step is told first and committed then, so that no vehicle leaves for an order that was called off meanwhile.
Whatever dies between the two leaves one side a step ahead; settling brings the other one there.
"""

from collections.abc import Sequence

from logistics.access.principal import Principal
from logistics.clients.orders import OrdersClient
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.order_bookings import BookingsReport
from logistics.contracts.order_bookings import BookingState as State
from logistics.contracts.orders import OrderRead
from logistics.kit import logs
from logistics.kit.clock import Clock
from logistics.kit.database import Transaction
from logistics.kit.errors import Conflict, LogisticsError, NotFound
from logistics.transport.errors import OrderDisagrees, OrdersUnavailable, UnknownOrder
from logistics.transport.model import Booking
from logistics.transport.repository.bookings import BookingRepository
from logistics.transport.repository.holds import HoldRepository
from logistics.words import BookingStatus

log = logs.get(__name__)

OURSELVES = Principal(kind="system", name="transport-api", subject="system:transport-api", grants=frozenset())


class Agreement:
    """Between orders and their bookings. Whoever asks for it holds the order's lock, see `BookingRepository`."""

    def __init__(self, orders: OrdersClient, now: Clock) -> None:
        self._orders = orders
        self._now = now

    async def tell(self, order_id: int, bookings: Sequence[Booking]) -> OrderRead:
        """Tell an order that these are all its bookings, and where they are; it follows them.

        Raises:
            OrderDisagrees: It was called off or changed, or a booking would go back.
            OrdersUnavailable: Nobody answers for it.
        """
        try:
            return await self._orders.report_bookings(order_id, _report(bookings))
        except NotFound:
            raise UnknownOrder(order_id) from None
        except Conflict as no:
            raise OrderDisagrees(order_id, no.code, no.message) from None
        except LogisticsError as error:
            raise OrdersUnavailable(f"Order {order_id} cannot be told: {error.message}") from error

    async def settle(self, tx: Transaction, order_id: int) -> OrderDisagrees | None:
        """Bring an order and its bookings together, whichever of them is behind.

        Returns:
            Why the order does not want its vehicles, which are free then; None when both agree.
        """
        repository = BookingRepository(tx)
        await repository.lock_order(order_id)
        bookings = await repository.list_ever_of_order(order_id)
        await repository.mark_told(order_id)
        try:
            order = await self.tell(order_id, bookings)
        except OrderDisagrees as no:
            log.warning("order.disagrees", order_id=order_id, code=no.facts["order_code"])
            held = [booking for booking in bookings if booking.status is BookingStatus.CONFIRMED]
            await self.move_all(tx, held, BookingStatus.CANCELLED, no.message, OURSELVES)
            return no
        ahead = {state.booking_id: state.status for state in order.booking_states}
        for booking in bookings:
            for step in _steps(booking.status, ahead.get(booking.id, booking.status)):
                [booking] = await self.move_all(tx, [booking], step, booking.status_reason, OURSELVES)
        return None

    async def move_all(
        self,
        tx: Transaction,
        bookings: Sequence[Booking],
        status: BookingStatus,
        reason: str | None,
        by: Principal,
    ) -> list[Booking]:
        """Store bookings one step further; the days of cancelled ones become free."""
        moved = [booking.move(status, reason, self._now()) for booking in bookings]
        for before, after in zip(bookings, moved, strict=True):
            await BookingRepository(tx).save(after, before.status, by)
            if status is BookingStatus.CANCELLED:
                await HoldRepository(tx).release(after.hold_id)
        return moved


def _steps(here: BookingStatus, there: BookingStatus) -> list[BookingStatus]:
    """The moves from one status to another."""
    if here is there:
        return []
    return [BookingStatus.IN_TRANSIT, there] if (here, there) == _THE_WHOLE_WAY else [there]


_THE_WHOLE_WAY = (BookingStatus.CONFIRMED, BookingStatus.DELIVERED)


def _report(bookings: Sequence[Booking]) -> BookingsReport:
    states = [State(booking_id=booking.id, status=booking.status.value) for booking in bookings]
    active = [booking for booking in bookings if booking.status is not BookingStatus.CANCELLED]
    if not active:
        return BookingsReport(bookings=states, reason=_why_cancelled(bookings))
    first = active[0]
    return BookingsReport(
        bookings=states,
        plan_version=first.made_for and first.made_for["plan_version"],
        layout=LayoutRef(key=first.layout_key, version=first.layout_version, sha256=first.layout_sha256),
        price=Money.sum(Money(amount=booking.price, currency=booking.currency) for booking in active),
    )


def _why_cancelled(bookings: Sequence[Booking]) -> str | None:
    if not bookings:
        return None
    last = max(bookings, key=lambda booking: booking.updated_at)
    because = f": {last.status_reason}" if last.status_reason else "."
    return f"Booking {last.number} was cancelled{because}"[:2000]
