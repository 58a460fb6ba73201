"""HTTP: what has ended, for the service that accepts tokens without asking about each."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from logistics.contracts.identity import EndingsRead
from logistics.contracts.moments import Moment
from logistics.identity.trail import AuditService
from logistics.web.authorisation import allowed, guarded_router

router: APIRouter = guarded_router(tags=["sign-in"])


@router.get(
    "/endings",
    response_model=EndingsRead,
    summary="Read what tokens no longer rest on",
    dependencies=[allowed("endings:read")],
)
async def list_endings(
    request: Request,
    since: Annotated[Moment | None, Query(description="`next_since` of the answer before.")] = None,
) -> EndingsRead:
    """Sessions and runs that ended, keys and users that were changed. A token that says one of them is refused."""
    trail: AuditService = request.app.state.audit
    ended, next_since = await trail.list_endings(since)
    return EndingsRead(data=ended, next_since=next_since)
