"""HTTP: runs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from logistics.access.principal import NotYourOrder
from logistics.contracts.base import Page
from logistics.contracts.runs import RunCreate, RunPatch, RunRead, RunStarted, RunSteps, RunSummary
from logistics.orders.dependencies import OfOrder
from logistics.orders.errors import IllegalTransition, OrderNotFound
from logistics.runs.errors import NotYourRun, RunHasEnded, RunNotFound
from logistics.runs.service import RunService
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import PathId

router: APIRouter = guarded_router(prefix="/runs", tags=["runs"])


async def _runs(request: Request) -> RunService:
    service: RunService = request.app.state.runs
    return service


Runs = Annotated[RunService, Depends(_runs)]


@router.get(
    "",
    summary="List runs",
    dependencies=[allowed("runs:read")],
    responses=problems(InvalidCursor, NotYourOrder),
)
async def list_runs(
    runs: Runs,
    order_id: OfOrder,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RunSummary]:
    """Runs, newest first; a run's own token sees the runs of its order."""
    rows = await runs.list_page(order_id=order_id, before_id=decode_cursor(cursor), limit=limit + 1)
    shown, next_cursor = page(rows, limit, lambda run: run.id)
    return Page(data=shown, next_cursor=next_cursor)


@router.post(
    "",
    status_code=201,
    summary="Start a run",
    dependencies=[allowed("runs:start")],
    responses=problems(OrderNotFound, IllegalTransition, NotYourOrder),
)
async def start_run(wanted: RunCreate, runs: Runs, caller: Caller) -> RunStarted:
    """Record that agents begin, and get the token they act with. A run left open by a crash is stopped."""
    return await runs.start(wanted, caller)


@router.get(
    "/{run_id}",
    summary="Read a run",
    dependencies=[allowed("runs:read")],
    responses=problems(RunNotFound, NotYourOrder),
)
async def get_run(run_id: PathId, runs: Runs, caller: Caller) -> RunRead:
    """One run with every tool call."""
    return await runs.get(run_id, caller)


@router.patch(
    "/{run_id}",
    summary="End a run",
    dependencies=[allowed("runs:write")],
    responses=problems(RunNotFound, NotYourRun),
)
async def end_run(run_id: PathId, end: RunPatch, runs: Runs, caller: Caller) -> RunRead:
    """Record how it ended."""
    return await runs.end(run_id, end, caller)


@router.post(
    "/{run_id}/steps",
    status_code=201,
    summary="Record tool calls",
    dependencies=[allowed("runs:write")],
    responses=problems(RunNotFound, RunHasEnded, NotYourRun),
)
async def add_run_steps(run_id: PathId, steps: RunSteps, runs: Runs, caller: Caller) -> RunRead:
    """Add tool calls in the order in which they were made."""
    return await runs.add_steps(run_id, steps, caller)
