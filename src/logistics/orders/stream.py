"""GET /events: everything that happens to any order, as server-sent events that can be resumed."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from logistics.kit.authorisation import Caller, allowed, guarded_router
from logistics.kit.database import Database, DatabaseUnavailable
from logistics.kit.errors import FieldError, Invalid
from logistics.kit.problems import problems
from logistics.kit.shares import ServiceBusy, Shares, ShareTaken
from logistics.orders.events import OrderEvents, Position
from logistics.orders.wire import event_read

router: APIRouter = guarded_router(tags=["events"])

MAX_STREAMS = 200
"""Of one process; each asks the database twice a second."""
MAX_STREAMS_OF_ONE = 10
"""Tabs of one person's browsers. One more is refused: were the oldest ended instead, it would come back at once and
end the next, for as long as all of them are open."""
POLL_S = 0.5
HEARTBEAT_S = 15
BATCH = 200
_EXAMPLE = 'id: 5012-77\nevent: order_booked\ndata: {"id": 77, "order_id": 123, "type": "order_booked", ...}\n\n'


class InvalidLastEventId(Invalid):
    """Last-Event-ID is not one we sent."""


def new_places() -> Shares:
    """Places for the event streams of one process."""
    return Shares("event streams", most=MAX_STREAMS, most_of_one=MAX_STREAMS_OF_ONE)


async def _place(request: Request, caller: Caller) -> AsyncIterator[None]:
    """A place among the streams, held until the answer has ended.

    Raises:
        ServiceBusy, ShareTaken: There is none.
    """
    places: Shares = request.app.state.streams
    places.take(caller.subject)
    try:
        yield
    finally:
        places.give_back(caller.subject)


@router.get(
    "/events",
    response_class=StreamingResponse,
    summary="Follow everything that changes",
    dependencies=[allowed("events:read"), Depends(_place)],
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string", "examples": [_EXAMPLE]}}},
            "description": "One event per change",
        },
        **problems(InvalidLastEventId, ServiceBusy, ShareTaken),
    },
)
async def follow_events(
    request: Request,
    last_event_id: Annotated[str | None, Header(max_length=50, description="Continue after this one.")] = None,
) -> StreamingResponse:
    """Events from now on, or from after `Last-Event-ID`; a comment every 15 s keeps the line open."""
    database: Database = request.app.state.database
    stopping: asyncio.Event = request.app.state.stopping
    if last_event_id is not None:
        position = _position(last_event_id)
    else:
        async with database.connection() as tx:
            position = await OrderEvents(tx).newest()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_lines(database, position, stopping), media_type="text/event-stream", headers=headers)


async def _lines(database: Database, position: Position, stopping: asyncio.Event) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    quiet_s = 0.0
    while not stopping.is_set():
        try:
            async with database.connection() as tx:
                news = await OrderEvents(tx).list_since(position, BATCH)
        except DatabaseUnavailable:
            news = []  # The reader waits with us; the stream goes on where it was.
        for position, event in news:
            yield f"id: {position}\nevent: {event.type}\ndata: {event_read(event).model_dump_json()}\n\n"
        quiet_s = 0.0 if news else quiet_s + POLL_S
        if quiet_s >= HEARTBEAT_S:
            quiet_s = 0.0
            yield ": still here\n\n"
        if len(news) < BATCH:
            await _pause(stopping)


async def _pause(stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), POLL_S)
    except TimeoutError:
        return


def _position(text: str) -> Position:
    match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text, re.ASCII)
    if match is None:
        fault = FieldError("/last-event-id", "invalid", "Send back the id of the last event you saw.", "header")
        raise InvalidLastEventId("Last-Event-ID is not one we sent.", errors=[fault])
    return Position(int(match[1]), int(match[2]))
