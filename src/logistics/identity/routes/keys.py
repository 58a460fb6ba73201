"""HTTP: keys of programs, and the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from logistics.contracts.base import Page
from logistics.contracts.identity import AuditRead, KeyCreate, KeyCreated, KeyRead
from logistics.identity.errors import BeyondYourOwn, KeyInvalid, KeyNotFound
from logistics.identity.program_keys import KeyService
from logistics.identity.trail import AuditService
from logistics.identity.wire import audit_read, key_read
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import PathId

router: APIRouter = guarded_router(tags=["keys"])


async def _keys(request: Request) -> KeyService:
    service: KeyService = request.app.state.keys
    return service


async def _trail(request: Request) -> AuditService:
    service: AuditService = request.app.state.audit
    return service


Keys = Annotated[KeyService, Depends(_keys)]
Trail = Annotated[AuditService, Depends(_trail)]


@router.get(
    "/keys",
    response_model=Page[KeyRead],
    summary="List keys",
    dependencies=[allowed("keys:admin")],
    responses=problems(InvalidCursor),
)
async def list_keys(keys: Keys, limit: Limit = 50, cursor: Cursor = None) -> Page[KeyRead]:
    """Keys, revoked ones too, newest first."""
    rows = await keys.list_page(decode_cursor(cursor), limit + 1)
    shown, next_cursor = page(rows, limit, lambda key: key.id)
    return Page(data=[key_read(key) for key in shown], next_cursor=next_cursor)


@router.post(
    "/keys",
    status_code=201,
    response_model=KeyCreated,
    summary="Give out a key",
    dependencies=[allowed("keys:admin")],
    responses=problems(KeyInvalid, BeyondYourOwn),
)
async def create_key(wanted: KeyCreate, keys: Keys, caller: Caller) -> KeyCreated:
    """Its text is in this answer and nowhere else."""
    key, text = await keys.add(wanted, caller)
    return KeyCreated(**key_read(key).model_dump(), key=str(text))


@router.delete(
    "/keys/{key_id}",
    status_code=204,
    response_class=Response,
    summary="Revoke a key",
    dependencies=[allowed("keys:admin")],
    responses=problems(KeyNotFound, BeyondYourOwn),
)
async def revoke_key(key_id: PathId, keys: Keys, caller: Caller) -> None:
    """It and the tokens it was exchanged for change nothing any more, and are refused everywhere within seconds."""
    await keys.revoke(key_id, caller)


@router.get(
    "/audit",
    response_model=Page[AuditRead],
    summary="Read the audit trail",
    dependencies=[allowed("audit:read")],
    responses=problems(InvalidCursor),
)
async def list_audit(trail: Trail, limit: Limit = 50, cursor: Cursor = None) -> Page[AuditRead]:
    """Who may do what: every change of it, and every attempt to sign in, newest first."""
    rows = await trail.list_page(decode_cursor(cursor), limit + 1)
    shown, next_cursor = page(rows, limit, lambda entry: entry.id)
    return Page(data=[audit_read(entry) for entry in shown], next_cursor=next_cursor)
