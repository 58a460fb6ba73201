"""Whom a request comes from: nobody is believed about it but a proxy of ours."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from logistics.access.client_address import ProxySettings, RealClient

CLAIM = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}


async def seen(peer: str | None, headers: dict[str, str], **settings: str) -> Scope:
    """The request as what stands behind sees it."""
    got: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        got.append(scope)

    async def nothing(*_: Any) -> Any:
        return {}

    scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 1) if peer else None,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    given = {
        {"proxies": "trusted_proxies", "secret": "proxy_secret"}[name]: value for name, value in settings.items()
    }
    await RealClient(app, ProxySettings(**given))(scope, nothing, nothing)
    return got[0]


@pytest.mark.parametrize("peer", ["203.0.113.9", None])
async def test_a_strangers_claims_are_taken_away(peer: str | None) -> None:
    scope = await seen(peer, CLAIM | {"accept": "x"})
    assert scope["client"] == ((peer, 1) if peer else None)
    assert (scope["scheme"], scope["headers"]) == ("http", [(b"accept", b"x")])


async def test_a_proxy_of_ours_is_believed() -> None:
    scope = await seen("127.0.0.1", CLAIM)
    assert (scope["client"], scope["scheme"]) == (("198.51.100.7", 0), "https")
    assert scope["headers"] == [(b"x-forwarded-host", b"evil.example")]


async def test_what_the_sender_wrote_before_the_proxy_added_to_it_counts_for_nothing() -> None:
    scope = await seen("10.0.0.2", {"x-forwarded-for": "1.1.1.1, 198.51.100.7, 10.0.0.3"}, proxies="10.0.0.0/24")
    assert scope["client"] == ("198.51.100.7", 0)


@pytest.mark.parametrize(("sent", "believed"), [("right", True), ("wrong", False), (None, False)])
async def test_on_one_machine_the_secret_tells_the_gateway_from_any_other_program(
    sent: str | None, believed: bool
) -> None:
    scope = await seen("127.0.0.1", CLAIM | ({"x-proxy-secret": sent} if sent else {}), secret="right")
    assert (scope["client"][0] == "198.51.100.7") == believed
    assert b"x-proxy-secret" not in dict(scope["headers"])


def test_a_list_of_proxies_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        ProxySettings(trusted_proxies="the gateway")
