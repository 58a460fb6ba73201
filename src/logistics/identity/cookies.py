"""The session's cookie, and what the browser's request says about where it was sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request, Response

from logistics.identity.model import BROWSER_KNOWN_FOR, SESSION_LONGEST

SESSION = "lm_session"
BROWSER = "lm_browser"


def session_of(request: Request) -> str | None:
    """The session's secret, if the request carries one."""
    return request.cookies.get(SESSION) or None


def browser_of(request: Request) -> str | None:
    """The secret of a browser that signed in before, if the request carries one."""
    return request.cookies.get(BROWSER) or None


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, max_age_s: int, path: str = "/"
) -> None:
    """A cookie that no script reads, and that travels encrypted unless it stays on this machine."""
    response.set_cookie(
        name,
        value,
        max_age=max_age_s,
        path=path,
        httponly=True,
        samesite="lax",
        secure=not _is_loopback(host_of(request)),
    )


def set_session(request: Request, response: Response, session: str, browser: str) -> None:
    """Sign the browser in, and let it be known the next time."""
    set_cookie(request, response, BROWSER, browser, max_age_s=int(BROWSER_KNOWN_FOR.total_seconds()))
    set_cookie(request, response, SESSION, session, max_age_s=int(SESSION_LONGEST.total_seconds()))


def clear_session(request: Request, response: Response) -> None:
    """Sign the browser out."""
    set_cookie(request, response, SESSION, "", max_age_s=0)


def host_of(request: Request) -> str:
    """Host and port that the browser knows; a gateway in between passes it on."""
    return request.headers.get("x-forwarded-host") or request.headers.get("host", "")


def _is_loopback(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
