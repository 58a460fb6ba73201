"""HTTP: signing in and out, and tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from logistics.access.principal import Principal
from logistics.access.senders import client_address
from logistics.contracts.identity import PublicKeys, SessionRead, SignIn, TokenRead
from logistics.identity.authentication import refuse_cross_site
from logistics.identity.cookies import browser_of, clear_session, session_of, set_session
from logistics.identity.errors import (
    AlreadySignedIn,
    CrossSite,
    CsrfTokenMissing,
    NoSessionToEnd,
    SignInFailed,
    SignInIncomplete,
    TokenNotExchangeable,
    TooManySignIns,
)
from logistics.identity.passwords import TooManyChecks
from logistics.identity.secrets import csrf_token_of
from logistics.identity.sign_in import SignInService, Visitor
from logistics.identity.signing import SigningKeys
from logistics.identity.wire import session_read
from logistics.web.authorisation import Caller, allowed, guarded_router, public
from logistics.web.problems import problems

router: APIRouter = guarded_router(tags=["sign-in"])


async def _sign_in(request: Request) -> SignInService:
    service: SignInService = request.app.state.sign_in
    return service


async def _signing_keys(request: Request) -> SigningKeys:
    keys: SigningKeys = request.app.state.signing_keys
    return keys


Sessions = Annotated[SignInService, Depends(_sign_in)]
Keys = Annotated[SigningKeys, Depends(_signing_keys)]


@router.post(
    "/sessions",
    status_code=204,
    response_class=Response,
    summary="Sign in",
    dependencies=[public()],
    responses=problems(SignInFailed, CrossSite, SignInIncomplete, TooManySignIns, TooManyChecks, AlreadySignedIn),
)
async def sign_in(request: Request, wanted: SignIn, sessions: Sessions) -> Response:
    """With a password or a one-time link. The session is in the cookie that comes back; a former one ends.

    A link does not replace the session of a browser that is signed in, unless `replace` says so.
    """
    refuse_cross_site(request)
    visitor = visitor_of(request)
    if wanted.link is not None:
        begun = await sessions.by_link(wanted.link, visitor, replace=wanted.replace)
    elif wanted.email is not None and wanted.password is not None:
        begun = await sessions.by_password(wanted.email, wanted.password, visitor)
    else:
        raise SignInIncomplete
    answer = Response(status_code=204)
    set_session(request, answer, begun.session, begun.browser)
    return answer


@router.get("/sessions/current", response_model=SessionRead, summary="Who am I", dependencies=[allowed()])
async def who_am_i(request: Request, caller: Caller) -> SessionRead:
    """Whoever the credential belongs to, what they may do, and the token that changes need."""
    session = _session_behind(request, caller)
    return session_read(caller, csrf_token_of(session) if session else None)


@router.delete(
    "/sessions/current",
    status_code=204,
    response_class=Response,
    summary="Sign out",
    dependencies=[allowed()],
    responses=problems(NoSessionToEnd, CsrfTokenMissing, CrossSite),
)
async def sign_out(request: Request, caller: Caller, sessions: Sessions) -> Response:
    """End this session."""
    session = _session_behind(request, caller)
    if session is None:
        raise NoSessionToEnd
    await sessions.end(session)
    return _signed_out(request)


@router.delete(
    "/sessions",
    status_code=204,
    response_class=Response,
    summary="Sign out everywhere",
    dependencies=[allowed()],
    responses=problems(NoSessionToEnd, CsrfTokenMissing, CrossSite),
)
async def sign_out_everywhere(request: Request, caller: Caller, sessions: Sessions) -> Response:
    """End every session of this user."""
    if caller.user_id is None or _session_behind(request, caller) is None:
        raise NoSessionToEnd
    await sessions.end_everywhere(caller.user_id, caller)
    return _signed_out(request)


@router.post(
    "/tokens",
    status_code=201,
    response_model=TokenRead,
    summary="Get a token for both services",
    dependencies=[allowed()],
    responses=problems(TokenNotExchangeable, CsrfTokenMissing, CrossSite),
)
async def create_token(caller: Caller, keys: Keys) -> TokenRead:
    """For a key or a session. It holds for ten minutes."""
    if caller.by_token:
        raise TokenNotExchangeable
    token, expires_at = await keys.access_token(caller)
    return TokenRead(token=token, expires_at=expires_at)


@router.get(
    "/.well-known/jwks.json", response_model=PublicKeys, summary="Read the public keys", dependencies=[public()]
)
async def list_public_keys(keys: Keys) -> PublicKeys:
    """What tokens are checked with (RFC 7517)."""
    return PublicKeys(keys=await keys.published())


def visitor_of(request: Request) -> Visitor:
    """Who tries to sign in."""
    return Visitor(client_address(request.scope) or "", browser_of(request), session_of(request))


def _session_behind(request: Request, caller: Principal) -> str | None:
    """The session, if it is what the caller was recognised by."""
    return session_of(request) if caller.kind == "user" and not caller.by_token else None


def _signed_out(request: Request) -> Response:
    answer = Response(status_code=204)
    clear_session(request, answer)
    return answer
