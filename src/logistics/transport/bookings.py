"""Bookings: a vehicle is held for a load only with a proof, once, and for all loads of an order or none."""

import asyncio
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any

from logistics.access.principal import Principal
from logistics.clients.orders import OrdersClient
from logistics.contracts.bookings import LoadToBook
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderRead
from logistics.kit import logs
from logistics.kit.clock import Clock
from logistics.kit.database import Database, Transaction
from logistics.kit.errors import LogisticsError, NotFound, Unavailable
from logistics.layouts.reading import read_layout
from logistics.layouts.store import LayoutStore
from logistics.pricing import Trip, price_lines, total_of
from logistics.transport.agreement import Agreement
from logistics.transport.errors import (
    BookingChanged,
    OrderAlreadyBooked,
    OrdersUnavailable,
    UnknownOrder,
    VehicleAlreadyBooked,
)
from logistics.transport.model import Booking, BookingDraft, BookingFilter, Quote
from logistics.transport.places import route_between
from logistics.transport.proof import Proposal
from logistics.transport.repository.bookings import BookingRepository, LoadTaken
from logistics.transport.repository.holds import HoldRepository
from logistics.transport.repository.quotes import QuoteRepository
from logistics.transport.repository.vehicles import VehicleRepository
from logistics.transport.wire import booking_read
from logistics.words import BookingStatus

log = logs.get(__name__)

MAX_ALTERNATIVES = 5


class BookingService:
    """What people and agents do with bookings. Every change is one transaction."""

    def __init__(self, database: Database, now: Clock, layouts: LayoutStore, orders: OrdersClient) -> None:
        self._db = database
        self._now = now
        self._layouts = layouts
        self._orders = orders
        self._agreement = Agreement(orders, now)

    async def propose(
        self, order_id: int, layout: LayoutRef, wanted: Sequence[LoadToBook], by: Principal
    ) -> Proposal:
        """Gather what is to be booked; no connection to the database is held while neighbours are asked.

        Nothing the caller says is taken for true: the layout is read from its store and the order from its service.

        Raises:
            LogisticsError: Why it cannot be booked; `proof.Proposal` and `errors` name every case.
        """
        by.require_order(order_id)
        async with self._db.connection() as tx:
            there = await _reads_of(tx, order_id)
        if there:
            # Whoever booked it may have died before the order knew.
            await self.settle(order_id)
            raise OrderAlreadyBooked(order_id, there)
        proposal = await self._proposal(order_id, layout, wanted)
        proposal.require_bookable()
        await asyncio.to_thread(proposal.require_its_pieces)
        return proposal

    async def book(self, proposal: Proposal, by: Principal) -> list[Booking]:
        """Book a vehicle for every load of a proposal, or none; vehicles are judged as they are when this commits.

        The order does not know of it yet: `settle` it then.

        Raises:
            LogisticsError: Why not; `proof.Proposal` and `errors` name every case.
        """
        async with self._db.transaction() as tx:
            await BookingRepository(tx).lock_order(proposal.order.id)
            return await self._book_proven(tx, proposal, by)

    async def settle(self, order_id: int) -> list[Booking]:
        """Every booking of an order, once it was told of them; what it does not want any more was released.

        Raises:
            OrdersUnavailable: Nobody answers for the order; nothing changed.
        """
        async with self._db.transaction() as tx:
            await self._agreement.settle(tx, order_id)
            return await BookingRepository(tx).list_ever_of_order(order_id)

    async def conclude(self, order_id: int) -> None:
        """Tell an order what was just booked for it.

        Raises:
            OrderDisagrees: It was called off or changed meanwhile; nothing is booked for it any more.
        """
        try:
            async with self._db.transaction() as tx:
                no = await self._agreement.settle(tx, order_id)
        except Unavailable as error:
            # It is booked and stays so; the worker sees the booking and settles it.
            log.warning("order.not_told", order_id=order_id, reason=error.message)
            return
        if no is not None:
            raise no

    async def get(self, booking_id: int, by: Principal) -> Booking:
        """One booking."""
        async with self._db.connection() as tx:
            booking = await BookingRepository(tx).get(booking_id)
        by.require_order(booking.order_id)
        return booking

    async def list_page(self, wanted: BookingFilter, before_id: int | None, limit: int) -> list[Booking]:
        """Bookings, newest first."""
        async with self._db.connection() as tx:
            return await BookingRepository(tx).list_page(wanted, before_id, limit)

    async def move(
        self, booking_id: int, status: BookingStatus, reason: str | None, version: int | None, by: Principal
    ) -> Booking:
        """Move a booking on, or cancel it, which frees its days. Moving to where it is already does nothing.

        An order is booked whole or not at all: while none of its loads has left, cancelling one cancels them all.

        Raises:
            BookingChanged: It is no longer at `version`.
            IllegalTransition: It does not move that way.
            OrderDisagrees: Its order does not follow, for instance because it was called off.
            OrdersUnavailable: Nobody answers for the order; nothing changed.
        """
        by.require("bookings:release" if status is BookingStatus.CANCELLED else "bookings:move")
        async with self._db.transaction() as tx:
            repository = BookingRepository(tx)
            order_id = (await repository.get(booking_id)).order_id
            by.require_order(order_id)
            await repository.lock_order(order_id)
            bookings = await repository.list_ever_of_order(order_id)
            booking = next(booking for booking in bookings if booking.id == booking_id)
            # A retry after a lost answer still names the version before, so it must not fail on that.
            if version not in (None, booking.version) and status is not booking.status:
                raise BookingChanged(booking_id, booking.version)
            if booking.move(status, reason, self._now()) is booking:
                return booking
            moving = _with_it(booking, bookings) if status is BookingStatus.CANCELLED else [booking]
            moved = {b.id: b for b in await self._agreement.move_all(tx, moving, status, reason, by)}
            await self._agreement.tell(order_id, [moved.get(b.id, b) for b in bookings])
        return moved[booking_id]

    async def _proposal(self, order_id: int, layout: LayoutRef, wanted: Sequence[LoadToBook]) -> Proposal:
        document = await read_layout(self._layouts, layout)
        order = await self._order(order_id)
        route = await route_between(order.origin, order.destination)
        return Proposal(order=order, route=route, layout=layout, document=document, wanted=wanted)

    async def _order(self, order_id: int) -> OrderRead:
        try:
            return await self._orders.get_order(order_id)
        except NotFound:
            raise UnknownOrder(order_id) from None
        except LogisticsError as error:
            # Whatever the neighbour refuses us, our caller did nothing wrong and may ask again.
            raise OrdersUnavailable(f"Order {order_id} cannot be read: {error.message}") from error

    async def _book_proven(self, tx: Transaction, proposal: Proposal, by: Principal) -> list[Booking]:
        """Lock the vehicles, judge what is proposed for them as they are, and hold them."""
        vehicles = await VehicleRepository(tx).lock_all([load.space.vehicle_id for load in proposal.document.loads])
        for vehicle in vehicles.values():
            vehicle.require_active()
        await asyncio.to_thread(proposal.require_fit, vehicles)
        proposal.require_every_load()
        quotes = await QuoteRepository(tx).find_all([load.quote_id for load in proposal.wanted])
        proposal.require_quotes(quotes, self._now())
        await _refuse_second(tx, proposal.order.id)
        try:
            return [await self._hold(tx, proposal, load, quotes, by) for load in proposal.wanted]
        except LoadTaken:
            raise OrderAlreadyBooked(proposal.order.id, await _reads_of(tx, proposal.order.id)) from None

    async def _hold(
        self, tx: Transaction, proposal: Proposal, load: LoadToBook, quotes: Mapping[int, Quote], by: Principal
    ) -> Booking:
        quote = quotes[load.quote_id]
        try:
            hold_id = await HoldRepository(tx).take(quote.vehicle_id, quote.period)
        except VehicleAlreadyBooked:
            raise await _taken(tx, proposal, load.load_index, quote) from None
        draft = BookingDraft(
            vehicle_id=quote.vehicle_id,
            order_id=proposal.order.id,
            load_index=load.load_index,
            period=quote.period,
            layout_key=proposal.layout.key,
            layout_version=proposal.layout.version,
            layout_sha256=proposal.layout.sha256,
            quote_id=quote.id,
            price=quote.total,
            currency=quote.currency,
            made_for=proposal.made_for().model_dump(mode="json"),
        )
        return await BookingRepository(tx).add(draft, hold_id, by, self._now())


def _with_it(cancelled: Booking, bookings: Sequence[Booking]) -> list[Booking]:
    """What is cancelled with a booking: all that wait to leave, unless one of the order has left already."""
    active = [booking for booking in bookings if booking.status is not BookingStatus.CANCELLED]
    whole = all(booking.status is BookingStatus.CONFIRMED for booking in active)
    return active if whole else [cancelled]


async def _refuse_second(tx: Transaction, order_id: int) -> None:
    """Refuse to book an order again; a retried run finds its bookings in the refusal and adopts them.

    Raises:
        OrderAlreadyBooked: With the bookings.
    """
    if there := await _reads_of(tx, order_id):
        raise OrderAlreadyBooked(order_id, there)


async def _reads_of(tx: Transaction, order_id: int) -> list[dict[str, Any]]:
    """The bookings an order has, as they go over the wire."""
    bookings = await BookingRepository(tx).list_of_order(order_id)
    return [booking_read(booking).model_dump(mode="json") for booking in bookings]


async def _taken(tx: Transaction, proposal: Proposal, load_index: int, quote: Quote) -> VehicleAlreadyBooked:
    """The refusal for a vehicle that is taken, with free ones that may take the load instead."""
    alternatives = await VehicleRepository(tx).list_alternatives(
        quote.period,
        proposal.needs_of(proposal.document.loads[load_index]),
        currency=quote.currency,
        except_ids=[load.space.vehicle_id for load in proposal.document.loads],
    )
    trip = Trip(quote.distance_km, quote.priority)
    cheapest = nsmallest(MAX_ALTERNATIVES, alternatives, key=lambda v: (total_of(price_lines(v, trip)), v.id))
    return VehicleAlreadyBooked(
        quote.vehicle_id,
        quote.period.start,
        quote.period.end,
        load_index=load_index,
        alternatives=[{"id": v.id, "registration": v.registration, "name": v.name} for v in cheapest],
    )
