"""The transport agent's five tools, and the confirmation that comes of them."""

from collections.abc import Awaitable, Sequence
from datetime import date as Date
from typing import Literal, TypeVar

from strands import tool
from strands.types.tools import AgentTool

from logistics.agents.fleet import free_vehicles, route_km
from logistics.agents.neighbours import Neighbours
from logistics.agents.runs import Run, TooEarly, Unfinished
from logistics.agents.settings import AgentSettings
from logistics.agents.tools import Workshop, milestone
from logistics.agents.transport.standing import active, still_right
from logistics.agents.transport.views import (
    Availability,
    Booked,
    BookingDetails,
    BookingState,
    Cost,
    availability,
    booked,
    booking_details,
    cost,
    total_price,
)
from logistics.contracts.agents import BookedVehicle, BookingConfirmation, BookTransport
from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.layout import LayoutDocument, Load
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.numbers import kg_of, m3_of
from logistics.contracts.orders import OrderRead, OrderStatus
from logistics.contracts.quotes import PriceRequest, QuoteRead
from logistics.geo.distance import transit_days
from logistics.kit.errors import Conflict, Invalid, LogisticsError, NotFound
from logistics.layouts.proof import load_volume_mm3, load_weight_g
from logistics.layouts.reading import read_layout

TAKEN = "vehicle-already-booked"
NOTHING_TO_BOOK = "nothing-to-book"
NOT_BOOKED = "not-booked"

Answer = TypeVar("Answer")


class NoSuchLoad(NotFound):
    """The layout has no load with that index."""


class NoSuchBooking(NotFound):
    """The order has no such booking."""


class QuotesDoNotMatch(Invalid):
    """The quotes are not exactly one for each load."""


class BookingIsGood(Conflict):
    """The booking carries the order; it is not released."""


def open_workshop(settings: AgentSettings, neighbours: Neighbours) -> Workshop:
    """Where the transport agent's tools come from."""
    return Workshop(lambda run: TransportTools(run, neighbours))


class TransportTools:
    """Built for one run. Which layout is booked, and for which order, is not the model's to say."""

    def __init__(self, run: Run, neighbours: Neighbours) -> None:
        self._run = run
        self._orders = neighbours.orders.acting_with(run.token) if run.token else neighbours.orders
        self._transport = neighbours.transport.acting_with(run.token) if run.token else neighbours.transport
        self._layouts = neighbours.layouts
        self._ref = run.task.layout if isinstance(run.task, BookTransport) else None
        self._order: OrderRead | None = None
        self._loads: list[Load] = []
        self._bookings: list[BookingRead] = []
        self._usable = False
        self._quotes: dict[int, QuoteRead] = {}
        self._refusal: tuple[str, str] | None = None

    def all(self) -> list[AgentTool]:
        """Every tool, for the agent."""
        return [
            self.get_booking_details,
            self.check_availability,
            self.calculate_cost,
            self.book_vehicle,
            self.update_booking_status,
        ]

    def result(self, because: str) -> BookingConfirmation:
        """What is booked now, or the refusal in the words of the service that refused.

        Raises:
            Unfinished: Nobody looked what is booked.
        """
        if self._order is None:
            raise Unfinished("The transport agent stopped before it looked at the bookings.")
        if self._usable:
            return _confirmation(self._order.id, self._bookings, because)
        if self._refusal is None and self._ref is None:
            self._refusal = NOTHING_TO_BOOK, "Nothing is booked for this order, and there is no layout to book."
        code, detail = self._refusal or (NOT_BOOKED, "The transport agent stopped before it booked.")
        return BookingConfirmation(
            order_id=self._order.id, bookings=[], layout=None, total=None, refused=code, because=detail
        )

    @tool
    async def get_booking_details(self, order_id: int) -> BookingDetails:
        """Read what is booked for the order already, and which loads wait to be booked. Always begin with this.

        Args:
            order_id: The order you were asked about.
        """
        self._run.require(order_id)
        self._order = order = await self._orders.get_order(order_id)
        self._bookings = active((await self._transport.list_bookings(order_id=order_id)).data)
        self._usable = bool(self._bookings) and still_right(
            self._bookings, await self._find_layout(self._bookings[0].layout), order
        )
        if self._ref and not self._loads:
            self._loads = (await self._noting_refusal(read_layout(self._layouts, self._ref))).loads
        return booking_details(
            self._bookings, self._usable, self._loads, order.pickup_date, transit_days(await route_km(order))
        )

    @tool
    async def check_availability(
        self, date: Date, days: int = 1, weight_kg: float = 0, volume_m3: float = 0
    ) -> Availability:
        """List the vehicles that are free on each of these days and carry this weight and volume.

        Args:
            date: First day, YYYY-MM-DD.
            days: How many days the vehicle is away.
            weight_kg: What it must carry; leave it away to list every free vehicle.
            volume_m3: What it must hold; leave it away to list every free vehicle.
        """
        free = await free_vehicles(self._transport, date, min(max(days, 1), 60))
        needed = [load.space.vehicle_id for load in self._loads]
        found = availability(date, free, needed, weight_kg, volume_m3)
        if found.missing_vehicle_ids:
            self._refusal = TAKEN, found.summary
        return found

    @tool
    async def calculate_cost(self, load_index: int) -> Cost:
        """Get a binding price for one load of the stored layout, in the vehicle it is packed for.

        Args:
            load_index: The load, as get_booking_details lists it.
        """
        order = self._known_order()
        if not 0 <= load_index < len(self._loads):
            raise NoSuchLoad(f"The layout has loads 0 to {len(self._loads) - 1}, not {load_index}.")
        load = self._loads[load_index]
        quote = await self._noting_refusal(self._transport.calculate_price(_price_request(order, load)))
        self._quotes[load_index] = quote
        return cost(load_index, quote)

    @tool
    @milestone("vehicle_booked")
    async def book_vehicle(self, quote_ids: list[int]) -> Booked:
        """Book the quoted vehicles, one for each load, all or none. What is booked already is answered, not repeated.

        Args:
            quote_ids: The quote of each load.
        """
        order = self._known_order()
        if self._usable:
            return booked(self._bookings)
        if self._ref is None:
            raise TooEarly("There is no layout to book.")
        by_load = [self._quotes[index].quote_id for index in sorted(self._quotes)]
        if sorted(by_load) != sorted(quote_ids) or len(by_load) != len(self._loads):
            raise QuotesDoNotMatch(f"Give the latest quote of each of the {len(self._loads)} loads, and no other.")
        self._bookings = await self._noting_refusal(self._transport.book(order.id, self._ref, by_load))
        self._usable = True
        return booked(self._bookings)

    @tool
    async def update_booking_status(self, booking_id: int, status: Literal["cancelled"]) -> BookingState:
        """Release a booking that does not carry the order: one that get_booking_details calls not usable.

        Args:
            booking_id: A booking of this order.
            status: Only cancelled; drivers and dispatchers report the rest.
        """
        order = self._known_order()
        if booking_id not in {booking.id for booking in self._bookings}:
            raise NoSuchBooking(f"Booking {booking_id} is not one of this order's.")
        if self._usable and (await self._orders.get_order(order.id)).status is not OrderStatus.CANCELLED:
            raise BookingIsGood(f"Booking {booking_id} carries order {order.id}; it stays.")
        change = self._transport.move_booking(booking_id, BookingStatus(status), "It no longer carries the order.")
        moved = await self._noting_refusal(change)
        self._usable = False
        return BookingState(
            summary=f"Booking {moved.number} is {moved.status}.", booking_id=moved.id, status=moved.status
        )

    def _known_order(self) -> OrderRead:
        if self._order is None:
            raise TooEarly("Call get_booking_details first.")
        return self._order

    async def _find_layout(self, ref: LayoutRef) -> LayoutDocument | None:
        """The layout that was booked; nothing when its bytes are gone or changed, for then it proves nothing."""
        try:
            return await read_layout(self._layouts, ref)
        except (NotFound, Invalid):
            return None

    async def _noting_refusal(self, call: Awaitable[Answer]) -> Answer:
        """Remember in the service's own words why it said no; a model may tell it otherwise."""
        try:
            return await call
        except LogisticsError as error:
            self._refusal = error.code, error.message
            raise


def _price_request(order: OrderRead, load: Load) -> PriceRequest:
    return PriceRequest(
        vehicle_id=load.space.vehicle_id,
        origin=order.origin,
        destination=order.destination,
        date=order.pickup_date,
        weight_kg=kg_of(load_weight_g(load)),
        volume_m3=m3_of(load_volume_mm3(load)),
        priority=order.priority,
    )


def _confirmation(order_id: int, bookings: Sequence[BookingRead], because: str) -> BookingConfirmation:
    vehicles = [
        BookedVehicle(
            booking_id=booking.id,
            vehicle_id=booking.vehicle_id,
            load_index=booking.load_index,
            pickup_date=booking.period.from_,
            price=booking.price,
        )
        for booking in bookings
    ]
    return BookingConfirmation(
        order_id=order_id,
        bookings=vehicles,
        layout=bookings[0].layout,
        total=total_price(bookings),
        because=because,
    )
