"""HTTP: prices and bookings."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from logistics.access.principal import NotYourOrder
from logistics.contracts.base import Page
from logistics.contracts.bookings import BookingCreate, BookingRead, BookingSettle, BookingStatus, BookingStatusPatch
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.moments import Day, Moment
from logistics.contracts.money import CurrenciesDiffer
from logistics.contracts.numbers import MAX_ID
from logistics.contracts.quotes import PriceRequest, QuoteRead
from logistics.geo.addresses import AmbiguousPlace, UnknownPlace
from logistics.kit.database import DatabaseUnavailable
from logistics.kit.number_fields import PLAIN_WHOLE
from logistics.layouts.reading import LayoutChanged, LayoutUnreadable
from logistics.layouts.store import LayoutNotFound
from logistics.transport import model
from logistics.transport.bookings import BookingService
from logistics.transport.errors import (
    BookingChanged,
    BookingNotFound,
    DateInThePast,
    DateOutOfRange,
    IllegalTransition,
    LayoutDoesNotFit,
    LayoutNotOfThisOrder,
    LoadsIncomplete,
    LoadTooLarge,
    OrderAlreadyBooked,
    OrderDisagrees,
    OrderNotBookable,
    OrdersUnavailable,
    PeriodOutOfOrder,
    PriceOutOfRange,
    QuoteAlreadyUsed,
    QuoteDoesNotMatch,
    QuoteExpired,
    UnknownOrder,
    UnknownQuote,
    UnknownVehicle,
    VehicleAlreadyBooked,
    VehicleNotActive,
)
from logistics.transport.quotes import QuoteService
from logistics.transport.routes import examples
from logistics.transport.wire import booking_read, quote_read
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.faults import InvalidRequest
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import IfMatch, InvalidIfMatch, PathId, QueryFlag

router: APIRouter = guarded_router(
    prefix="/api/bookings",
    tags=["bookings"],
    responses=problems(InvalidRequest, DatabaseUnavailable),
)


async def _bookings(request: Request) -> BookingService:
    service: BookingService = request.app.state.bookings
    return service


async def _quotes(request: Request) -> QuoteService:
    service: QuoteService = request.app.state.quotes
    return service


Bookings = Annotated[BookingService, Depends(_bookings)]
Quotes = Annotated[QuoteService, Depends(_quotes)]
QueryId = Annotated[int | None, Query(ge=1, le=MAX_ID), PLAIN_WHOLE]


@router.post(
    "/calculate-price",
    status_code=201,
    response_model=QuoteRead,
    summary="Calculate a price",
    dependencies=[allowed("quotes:write")],
    responses=problems(
        UnknownVehicle,
        UnknownPlace,
        AmbiguousPlace,
        DateInThePast,
        DateOutOfRange,
        LoadTooLarge,
        PriceOutOfRange,
        IdempotencyKeyReused,
        VehicleNotActive,
        RequestInFlight,
    ),
)
async def calculate_price(
    wanted: Annotated[PriceRequest, Body(openapi_examples=examples.PRICE_REQUEST)], quotes: Quotes, once: Repeatable
) -> Response:
    """A quote: it holds for 15 minutes and is the price booked. The same question gets the same price."""

    async def quote() -> QuoteRead:
        return quote_read(await quotes.calculate_price(wanted))

    return await once(quote)


@router.get(
    "",
    response_model=Page[BookingRead],
    summary="List bookings",
    dependencies=[allowed("bookings:read")],
    responses=problems(InvalidCursor, PeriodOutOfOrder, NotYourOrder),
)
async def list_bookings(
    bookings: Bookings,
    caller: Caller,
    order_id: QueryId = None,
    vehicle_id: QueryId = None,
    status: BookingStatus | None = None,
    from_day: Annotated[Day | None, Query(alias="from", description="Away on this day or a later one.")] = None,
    to_day: Annotated[Day | None, Query(alias="to", description="Away before this day.")] = None,
    changed_after: Annotated[Moment | None, Query(description="Changed after this moment (RFC 3339).")] = None,
    told: Annotated[QueryFlag | None, Query(description="Whether its order knows of it.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[BookingRead]:
    """Bookings of every status, newest first; a run sees those of its order."""
    if order_id is not None:
        caller.require_order(order_id)
    wanted = model.BookingFilter(
        order_id=caller.order_id if order_id is None else order_id,
        vehicle_id=vehicle_id,
        status=status,
        from_day=from_day,
        to_day=to_day,
        changed_after=changed_after,
        told=told,
    )
    rows = await bookings.list_page(wanted, decode_cursor(cursor), limit + 1)
    shown, next_cursor = page(rows, limit, lambda booking: booking.id)
    return Page(data=[booking_read(booking) for booking in shown], next_cursor=next_cursor)


@router.post(
    "",
    status_code=201,
    response_model=Page[BookingRead],
    summary="Book all loads of a layout, or none",
    dependencies=[allowed("bookings:write")],
    responses=problems(
        NotYourOrder,
        LayoutNotFound,
        OrderNotBookable,
        OrderDisagrees,
        OrderAlreadyBooked,
        VehicleAlreadyBooked,
        VehicleNotActive,
        QuoteExpired,
        QuoteAlreadyUsed,
        QuoteDoesNotMatch,
        CurrenciesDiffer,
        RequestInFlight,
        LayoutChanged,
        LayoutUnreadable,
        LayoutNotOfThisOrder,
        LayoutDoesNotFit,
        LoadsIncomplete,
        UnknownOrder,
        UnknownQuote,
        IdempotencyKeyReused,
        OrdersUnavailable,
    ),
)
async def book(
    wanted: Annotated[BookingCreate, Body(openapi_examples=examples.BOOKING)],
    bookings: Bookings,
    caller: Caller,
    once: Repeatable,
) -> Response:
    """Every load gets its vehicle at its quote's price, once the layout is proven for the vehicles as they are.

    The order is booked then, and its customer told, whoever asked for it.
    """
    layout = LayoutRef(key=wanted.layout_key, version=wanted.layout_version, sha256=wanted.layout_sha256)

    if (answer := await once.answer_of_first_time()) is not None:
        return answer
    proposal = await bookings.propose(wanted.order_ids[0], layout, wanted.loads, caller)

    async def book_all() -> Page[BookingRead]:
        booked = await bookings.book(proposal, caller)
        return Page(data=[booking_read(booking) for booking in booked])

    answer = await once(book_all)
    try:
        await bookings.conclude(proposal.order.id)
    except OrderDisagrees:
        await once.forget()
        raise
    return answer


@router.post(
    "/settle",
    response_model=Page[BookingRead],
    summary="Have an order told again what is booked for it",
    dependencies=[allowed("bookings:settle")],
    responses=problems(UnknownOrder, OrdersUnavailable),
)
async def settle(
    wanted: Annotated[BookingSettle, Body(openapi_examples=examples.SETTLE)], bookings: Bookings
) -> Page[BookingRead]:
    """For the worker: every booking the order ever had. Those it does not want any more are cancelled."""
    settled = await bookings.settle(wanted.order_id)
    return Page(data=[booking_read(booking) for booking in settled])


@router.get(
    "/{booking_id:id}",
    response_model=BookingRead,
    summary="Read a booking",
    dependencies=[allowed("bookings:read")],
    responses=problems(BookingNotFound, NotYourOrder),
)
async def get_booking(booking_id: PathId, bookings: Bookings, caller: Caller) -> BookingRead:
    """One booking."""
    return booking_read(await bookings.get(booking_id, caller))


@router.patch(
    "/{booking_id:id}/status",
    response_model=BookingRead,
    summary="Move a booking on, or cancel it",
    dependencies=[allowed("bookings:release", "bookings:move")],
    responses=problems(
        BookingNotFound,
        IllegalTransition,
        BookingChanged,
        OrderDisagrees,
        UnknownOrder,
        OrdersUnavailable,
        NotYourOrder,
        InvalidIfMatch,
    ),
)
async def move_booking(
    booking_id: PathId,
    patch: Annotated[BookingStatusPatch, Body(openapi_examples=examples.BOOKING_STATUS)],
    bookings: Bookings,
    caller: Caller,
    if_match: IfMatch = None,
) -> BookingRead:
    """`confirmed` -> `in_transit` -> `delivered`; `cancelled` from `confirmed`. Its own status again does nothing."""
    status = patch.status
    return booking_read(await bookings.move(booking_id, status, patch.reason, if_match, caller))
