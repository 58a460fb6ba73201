"""HTTP: orders. Parse, call one service method, answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from logistics.access.principal import NotYourOrder
from logistics.contracts.base import Page
from logistics.contracts.events import EventRead
from logistics.contracts.layout import LayoutDocument
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.moments import Day
from logistics.contracts.order_bookings import BookingsReport
from logistics.contracts.orders import OrderCreate, OrderPatch, OrderRead, OrderStatus, OrderSummary
from logistics.geo.addresses import AmbiguousPlace
from logistics.kit.number_fields import PLAIN_WHOLE
from logistics.kit.patterns import STORABLE
from logistics.layouts.reading import LayoutChanged, LayoutUnreadable
from logistics.layouts.store import LayoutNotFound, LayoutStore
from logistics.orders.dependencies import Own
from logistics.orders.errors import (
    BookingsDisagree,
    DecidedByBookings,
    IllegalTransition,
    LayoutMissing,
    OrderAlreadyCancelled,
    OrderAlreadyLeft,
    OrderChanged,
    OrderInvalid,
    OrderIsBooked,
    OrderNotEditable,
    OrderNotFound,
    PlanChanged,
    RunIsOver,
)
from logistics.orders.layout import layout_of
from logistics.orders.service import OrderService
from logistics.orders.wire import event_read, order_read
from logistics.web.answers import page_answer
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, encode_cursor
from logistics.web.problems import problems
from logistics.web.requests import IfMatch, InvalidIfMatch

router: APIRouter = guarded_router(tags=["orders"])


async def _orders(request: Request) -> OrderService:
    service: OrderService = request.app.state.orders
    return service


async def _layouts(request: Request) -> LayoutStore:
    store: LayoutStore = request.app.state.layouts
    return store


Orders = Annotated[OrderService, Depends(_orders)]
Layouts = Annotated[LayoutStore, Depends(_layouts)]


@router.get(
    "/orders",
    response_model=Page[OrderSummary],
    summary="List orders",
    dependencies=[allowed("orders:read")],
    responses=problems(InvalidCursor),
)
async def list_orders(
    orders: Orders,
    caller: Caller,
    status: OrderStatus | None = None,
    customer_id: Annotated[int | None, Query(ge=1, le=2**53 - 1), PLAIN_WHOLE] = None,
    q: Annotated[
        Annotated[str, STORABLE] | None,
        Query(max_length=200, description="An id, a number, or the start of a reference."),
    ] = None,
    pickup_date: Day | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Orders, newest first; of a customer its own."""
    rows = await orders.list_page(
        caller,
        status=status,
        customer_id=customer_id,
        q=q,
        pickup_date=pickup_date,
        before_id=decode_cursor(cursor),
        limit=limit + 1,
    )
    return page_answer(rows, limit)


@router.post(
    "/orders",
    status_code=201,
    response_model=OrderRead,
    summary="Place an order",
    dependencies=[allowed("orders:write")],
    responses=problems(OrderInvalid, AmbiguousPlace, RequestInFlight, IdempotencyKeyReused),
)
async def place_order(wanted: OrderCreate, orders: Orders, caller: Caller, once: Repeatable) -> Response:
    """Take an order. With `auto_process` (the default) it is planned and booked at once."""

    async def place() -> OrderRead:
        return order_read(await orders.place(wanted, caller), caller)

    return await once(place)


@router.get(
    "/orders/{order_id}",
    summary="Read an order",
    dependencies=[allowed("orders:read")],
    responses=problems(OrderNotFound, NotYourOrder),
)
async def get_order(order_id: Own, orders: Orders, caller: Caller) -> OrderRead:
    """One order with its lines and what became of it."""
    return order_read(await orders.get(order_id, caller), caller)


@router.patch(
    "/orders/{order_id}",
    summary="Change an order, or move it on",
    dependencies=[allowed("orders:write", "orders:report", "orders:move")],
    responses=problems(
        OrderNotFound,
        IllegalTransition,
        OrderNotEditable,
        OrderAlreadyLeft,
        OrderInvalid,
        AmbiguousPlace,
        InvalidIfMatch,
        OrderChanged,
        OrderIsBooked,
        BookingsDisagree,
        DecidedByBookings,
        RunIsOver,
        NotYourOrder,
    ),
)
async def change_order(
    order_id: Own, patch: OrderPatch, orders: Orders, caller: Caller, if_match: IfMatch = None
) -> OrderRead:
    """Goods, route, date and words change while the order is pending or needs attention."""
    return order_read(await orders.change(order_id, patch, if_match, caller), caller)


@router.put(
    "/orders/{order_id}/bookings",
    summary="Say what is booked for an order",
    dependencies=[allowed("orders:settle")],
    responses=problems(OrderNotFound, OrderAlreadyCancelled, OrderAlreadyLeft, PlanChanged, IllegalTransition),
)
async def report_bookings(order_id: Own, report: BookingsReport, orders: Orders, caller: Caller) -> OrderRead:
    """For the Transport API: the order's status, and what its customer is told, follow from its bookings."""
    return order_read(await orders.follow_bookings(order_id, report, caller), caller)


@router.post(
    "/orders/{order_id}/process",
    summary="Plan and book an order (again)",
    dependencies=[allowed("orders:write")],
    responses=problems(OrderNotFound, IllegalTransition, NotYourOrder),
)
async def process_order(order_id: Own, orders: Orders, caller: Caller) -> OrderRead:
    """The work is done by the worker; follow the order's events."""
    return order_read(await orders.process(order_id, caller), caller)


@router.post(
    "/orders/{order_id}/cancel",
    summary="Cancel an order",
    dependencies=[allowed("orders:write")],
    responses=problems(OrderNotFound, OrderAlreadyLeft, NotYourOrder),
)
async def cancel_order(order_id: Own, orders: Orders, caller: Caller) -> OrderRead:
    """Call it off before it leaves; its vehicles are released."""
    return order_read(await orders.cancel(order_id, caller), caller)


@router.get(
    "/orders/{order_id}/events",
    summary="What happened to an order",
    dependencies=[allowed("events:read")],
    responses=problems(OrderNotFound, InvalidCursor, NotYourOrder),
)
async def list_order_events(
    order_id: Own, orders: Orders, limit: Limit = 50, cursor: Cursor = None
) -> Page[EventRead]:
    """Its events, oldest first."""
    events, more = await orders.list_events(order_id, decode_cursor(cursor) or 0, limit)
    return Page(data=[event_read(e) for e in events], next_cursor=encode_cursor(events[-1].id) if more else None)


@router.put(
    "/orders/{order_id}/layout",
    summary="Say which layout was saved for an order",
    dependencies=[allowed("orders:report")],
    responses=problems(OrderNotFound, OrderInvalid, RunIsOver, NotYourOrder),
)
async def note_layout(order_id: Own, layout: LayoutRef, orders: Orders, caller: Caller) -> OrderRead:
    """For the analyser, which saved it. An order that has its vehicles keeps the layout they were booked with."""
    return order_read(await orders.note_layout(order_id, layout, caller), caller)


@router.get(
    "/orders/{order_id}/layout",
    summary="Where every piece stands",
    dependencies=[allowed("layouts:read")],
    responses=problems(OrderNotFound, LayoutMissing, LayoutNotFound, LayoutChanged, LayoutUnreadable, NotYourOrder),
)
async def get_layout(order_id: Own, orders: Orders, layouts: Layouts, caller: Caller) -> LayoutDocument:
    """The layout that was booked, else the one that was saved last, as long as it is what was saved."""
    return await layout_of(await orders.get(order_id, caller), layouts)
