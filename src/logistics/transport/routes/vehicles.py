"""HTTP: vehicles, their blocks, and which are free."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from logistics.contracts.base import Page
from logistics.contracts.moments import Day
from logistics.contracts.numbers import Kg, grams_of
from logistics.contracts.vehicles import (
    BlockCreate,
    BlockRead,
    Registration,
    VehicleCreate,
    VehiclePatch,
    VehicleRead,
)
from logistics.kit.database import DatabaseUnavailable
from logistics.kit.number_fields import PLAIN_WHOLE
from logistics.transport.errors import (
    BlockNotFound,
    DateOutOfRange,
    PeriodOutOfOrder,
    RegistrationTaken,
    VehicleAlreadyBooked,
    VehicleChanged,
    VehicleHasBookings,
    VehicleInvalid,
    VehicleNotFound,
)
from logistics.transport.fleet import FleetService
from logistics.transport.model import Period, Requirements
from logistics.transport.routes import examples
from logistics.transport.wire import (
    block_read,
    period,
    vehicle_changes,
    vehicle_draft,
    vehicle_read,
)
from logistics.web.answers import page_answer
from logistics.web.authorisation import allowed, guarded_router
from logistics.web.faults import InvalidRequest
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import FieldRequired, IfMatch, InvalidIfMatch, PathId, QueryFlag

router: APIRouter = guarded_router(
    prefix="/api/vehicles",
    tags=["vehicles"],
    responses=problems(InvalidRequest, DatabaseUnavailable),
)


async def _fleet(request: Request) -> FleetService:
    service: FleetService = request.app.state.fleet
    return service


Fleet = Annotated[FleetService, Depends(_fleet)]
LeastMm = Annotated[int | None, Query(ge=1, le=30_000, description="Of the cargo space."), PLAIN_WHOLE]


@router.get(
    "",
    response_model=Page[VehicleRead],
    summary="List vehicles",
    dependencies=[allowed("vehicles:read")],
    responses=problems(InvalidCursor),
)
async def list_vehicles(
    fleet: Fleet,
    registration: Annotated[Registration | None, Query(description="Exactly this one, capitals or not.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Vehicles of every status, oldest first."""
    rows = await fleet.list_page(registration, decode_cursor(cursor) or 0, limit + 1)
    return page_answer(rows, limit)


@router.post(
    "",
    status_code=201,
    response_model=VehicleRead,
    summary="Add a vehicle",
    dependencies=[allowed("vehicles:write")],
    responses=problems(RegistrationTaken, VehicleInvalid, RequestInFlight, IdempotencyKeyReused),
)
async def add_vehicle(
    wanted: Annotated[VehicleCreate, Body(openapi_examples=examples.VEHICLE)], fleet: Fleet, once: Repeatable
) -> Response:
    """Take a vehicle into service."""

    async def add() -> VehicleRead:
        return vehicle_read(await fleet.add(vehicle_draft(wanted)))

    return await once(add)


@router.get(
    "/available",
    response_model=Page[VehicleRead],
    summary="Which vehicles are free",
    dependencies=[allowed("vehicles:read")],
    responses=problems(DateOutOfRange, InvalidCursor),
)
async def list_available_vehicles(
    fleet: Fleet,
    day: Annotated[Day, Query(alias="date", description="First day.", examples=["2026-12-25"])],
    days: Annotated[int, Query(ge=1, le=366, description="How many days it is away."), PLAIN_WHOLE] = 1,
    min_length_mm: LeastMm = None,
    min_width_mm: LeastMm = None,
    min_height_mm: LeastMm = None,
    min_payload_kg: Annotated[Kg | None, Query()] = None,
    refrigerated: Annotated[
        QueryFlag | None, Query(description="True: refrigerated ones only. Else refrigerated or not.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Vehicles in service, neither booked nor blocked on any of the days, oldest first."""
    needs = Requirements(
        min_length_mm=min_length_mm,
        min_width_mm=min_width_mm,
        min_height_mm=min_height_mm,
        min_payload_g=None if min_payload_kg is None else grams_of(min_payload_kg),
        refrigerated=refrigerated,
    )
    rows = await fleet.list_available(Period.of(day, days), needs, decode_cursor(cursor) or 0, limit + 1)
    return page_answer(rows, limit)


@router.get(
    "/{vehicle_id:id}",
    response_model=VehicleRead,
    summary="Read a vehicle",
    dependencies=[allowed("vehicles:read")],
    responses=problems(VehicleNotFound),
)
async def get_vehicle(vehicle_id: PathId, fleet: Fleet) -> VehicleRead:
    """One vehicle."""
    return vehicle_read(await fleet.get(vehicle_id))


@router.patch(
    "/{vehicle_id:id}",
    response_model=VehicleRead,
    summary="Change a vehicle",
    dependencies=[allowed("vehicles:write")],
    responses=problems(
        VehicleNotFound,
        VehicleChanged,
        VehicleHasBookings,
        VehicleInvalid,
        RegistrationTaken,
        FieldRequired,
        InvalidIfMatch,
    ),
)
async def change_vehicle(
    vehicle_id: PathId,
    patch: Annotated[VehiclePatch, Body(openapi_examples=examples.VEHICLE_PATCH)],
    fleet: Fleet,
    if_match: IfMatch = None,
) -> VehicleRead:
    """Fields left away stay. While it has bookings ahead it may not change in what they were proven with."""
    return vehicle_read(await fleet.change(vehicle_id, vehicle_changes(patch), if_match))


@router.get(
    "/{vehicle_id:id}/blocks",
    response_model=Page[BlockRead],
    summary="List the blocks of a vehicle",
    dependencies=[allowed("vehicles:read")],
    responses=problems(VehicleNotFound, InvalidCursor),
)
async def list_blocks(vehicle_id: PathId, fleet: Fleet, limit: Limit = 50, cursor: Cursor = None) -> Page[BlockRead]:
    """Blocks past and to come, oldest first."""
    rows = await fleet.list_blocks(vehicle_id, decode_cursor(cursor) or 0, limit + 1)
    shown, next_cursor = page(rows, limit, lambda block: block.id)
    return Page(data=[block_read(block) for block in shown], next_cursor=next_cursor)


@router.post(
    "/{vehicle_id:id}/blocks",
    status_code=201,
    response_model=BlockRead,
    summary="Block a vehicle",
    dependencies=[allowed("vehicles:write")],
    responses=problems(
        VehicleNotFound,
        VehicleAlreadyBooked,
        RequestInFlight,
        PeriodOutOfOrder,
        IdempotencyKeyReused,
    ),
)
async def block_vehicle(
    vehicle_id: PathId,
    wanted: Annotated[BlockCreate, Body(openapi_examples=examples.BLOCK)],
    fleet: Fleet,
    once: Repeatable,
) -> Response:
    """Keep it from being booked on some days, for instance for the workshop."""

    async def block() -> BlockRead:
        return block_read(await fleet.block(vehicle_id, period(wanted.period), wanted.reason))

    return await once(block)


@router.delete(
    "/{vehicle_id:id}/blocks/{block_id}",
    status_code=204,
    response_class=Response,
    summary="Remove a block",
    dependencies=[allowed("vehicles:write")],
    responses=problems(BlockNotFound),
)
async def unblock_vehicle(vehicle_id: PathId, block_id: PathId, fleet: Fleet) -> None:
    """Let the vehicle be booked on these days again."""
    await fleet.unblock(vehicle_id, block_id)
