"""HTTP: signing in through an identity provider. A browser comes here by itself, so it is sent on to the page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from logistics.identity.cookies import host_of, set_cookie, set_session
from logistics.identity.errors import OidcNotConfigured, OidcUnavailable, SignInFailed
from logistics.identity.oidc import ATTEMPT_LIFETIME, OidcSignIn
from logistics.identity.routes.sessions import Sessions, visitor_of
from logistics.web.authorisation import guarded_router, public
from logistics.web.parameters import any_parameters
from logistics.web.problems import problems

router: APIRouter = guarded_router(prefix="/oidc", tags=["sign-in"])

_ATTEMPT = "lm_oidc"
_GATEWAYS_PREFIX = "/api/orders"


async def _oidc(request: Request) -> OidcSignIn:
    """The provider's sign-in.

    Raises:
        OidcNotConfigured: There is no provider.
    """
    oidc: OidcSignIn | None = request.app.state.oidc
    if oidc is None:
        raise OidcNotConfigured
    return oidc


Oidc = Annotated[OidcSignIn, Depends(_oidc)]


@router.get(
    "/login",
    status_code=303,
    response_class=RedirectResponse,
    summary="Sign in through the identity provider",
    dependencies=[public()],
    responses=problems(OidcNotConfigured, OidcUnavailable),
)
async def begin_oidc(request: Request, oidc: Oidc) -> RedirectResponse:
    """Sends the browser there; it comes back to `/oidc/callback`."""
    url, attempt = await oidc.begin(_callback_url(request))
    answer = RedirectResponse(url, status_code=303)
    set_cookie(request, answer, _ATTEMPT, attempt, max_age_s=int(ATTEMPT_LIFETIME.total_seconds()))
    return answer


@router.get(
    "/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="Come back from the identity provider",
    dependencies=[public(), Depends(any_parameters)],
    responses=problems(OidcNotConfigured),
)
async def finish_oidc(request: Request, oidc: Oidc, sessions: Sessions) -> RedirectResponse:
    """Signs in the user whose e-mail address the provider vouches for; else tells the page why not."""
    try:
        email = await oidc.finish(_callback_url(request), str(request.url), request.cookies.get(_ATTEMPT))
        begun = await sessions.by_verified_email(email, visitor_of(request))
    except (SignInFailed, OidcUnavailable) as error:
        answer = RedirectResponse(f"/#refused={error.code}", status_code=303)
    else:
        answer = RedirectResponse("/", status_code=303)
        set_session(request, answer, begun.session, begun.browser)
    set_cookie(request, answer, _ATTEMPT, "", max_age_s=0)
    return answer


def _callback_url(request: Request) -> str:
    """Where the browser reaches `/oidc/callback`: behind the gateway, or on our own port."""
    prefix = _GATEWAYS_PREFIX if "x-forwarded-host" in request.headers else ""
    return f"{request.url.scheme}://{host_of(request)}{prefix}/oidc/callback"
