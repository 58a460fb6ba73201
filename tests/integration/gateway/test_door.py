"""Hostile requests, byte by byte: what may come in, where it goes, and what goes with it."""

from collections.abc import AsyncIterator

import pytest

from tests.support.gateway import Door, say

HEADERS = b"Host: 127.0.0.1\r\nConnection: close\r\n"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door().running() as door:
        yield door


async def get(door: Door, target: str, more: bytes = b"") -> tuple[int, str | None]:
    return await door.say(b"GET %s HTTP/1.1\r\n" % target.encode("latin-1") + HEADERS + more)


OTHER_ADDRESSES = [
    "/api/orders%2F@{elsewhere}/x",
    "/api/orders@{elsewhere}/x",
    "/api/orders/@{elsewhere}/x",
    "/api/orders//{elsewhere}/x",
    "/api/orders:80@{elsewhere}/x",
    "/api/transport%2F..@{elsewhere}/x",
    "/api/orders%5C@{elsewhere}/x",
    "/api/orders\\@{elsewhere}/x",
    "//{elsewhere}/api/orders/x",
    "http://{elsewhere}/api/orders/x",
    "http:/{elsewhere}/api/orders/x",
]


@pytest.mark.parametrize("target", OTHER_ADDRESSES)
async def test_no_path_leads_to_another_address(door: Door, target: str) -> None:
    cookie = b"Cookie: lm_session=secret\r\nAuthorization: Bearer secret\r\n"
    status, code = await get(door, target.format(elsewhere=door.elsewhere_at), cookie)
    assert status == 400, code
    assert door.elsewhere.connections == 0
    assert door.reached == []


TWO_WAYS = [
    *("/api/orders%2F.x/", "/api/orders/metrics%0A", "/api/orders/%6detrics", "/api/orders/orders/7%2F8"),
    *("/api/orders/metrics%00", "/api/orders/metrics;x", "/api/orders/;/metrics", "/api/orders/x/../metrics"),
    *("/api/orders/x/%2e%2e/metrics", "/api/orders/x/%252e%252e/metrics", "/api/orders/./metrics", "/api/orders/"),
    *("/api/orders/%c0%ae%c0%ae/metrics", "/api/orders/%ef%bc%8e/x", "/api/orders//metrics", "/api/orders/metrics/"),
    *("/api/orders\\metrics", "/api/orders/x%5c..%5cmetrics", "/../api/orders/x", "/%61pi/orders/x", "/orders.js%20"),
    *("/api/orders/x?a#b", "/api/orders/x#", "/..%2f..%2fapp.py", "/%2e%2e/app.py", "/static/../../app.py", "*"),
    *("/api/orders/x|y", "/api/orders/{x}", '/api/orders/x?a="b"', "api/orders/x", "/api/orders/~root/..", "/%"),
]


@pytest.mark.parametrize("target", TWO_WAYS)
async def test_a_path_that_could_be_read_in_two_ways_is_refused_before_anybody_reads_it(
    door: Door, target: str
) -> None:
    status, code = await get(door, target)
    assert (status, code) in [(400, "path-not-plain"), (400, "request-unreadable")]
    assert door.reached == []


OWN_PORTS = (
    *("/api/orders/metrics", "/api/orders/healthz", "/api/transport/readyz?x"),
    *("/api/orders/docs", "/api/transport/docs", "/api/orders/docs/oauth2-redirect"),
)


@pytest.mark.parametrize("target", OWN_PORTS)
async def test_what_is_for_a_services_own_port_is_not_offered(door: Door, target: str) -> None:
    assert await get(door, target) == (404, "no-such-path")
    assert door.reached == []


async def test_a_connection_to_somewhere_else_is_not_opened(door: Door) -> None:
    at = door.elsewhere_at.encode()
    assert await door.say(b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n" % (at, at)) == (400, "request-unreadable")
    assert door.elsewhere.connections == 0


@pytest.mark.parametrize("method", [b"CONNECT", b"TRACE", b"PROPFIND", b"PURGE"])
async def test_methods_that_mean_something_to_whoever_passes_them_on_are_not_passed_on(
    door: Door, method: bytes
) -> None:
    for path in (b"/api/orders/orders", b"/"):
        assert await door.say(method + b" " + path + b" HTTP/1.1\r\n" + HEADERS) == (405, "method-not-allowed")
    assert door.reached == []


async def test_plain_paths_and_whatever_query_arrive_as_they_were_sent(door: Door) -> None:
    assert await get(door, "/api/orders/.well-known/jwks.json?q=a%20b%0d%0aX:%201&r=/../@x") == (200, None)
    assert await get(door, "/api/transport/vehicles/7") == (200, None)
    targets = [reached.target for reached in door.reached]
    assert targets == [b"/.well-known/jwks.json?q=a%20b%0d%0aX:%201&r=/../@x", b"/api/vehicles/7"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1@evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "",
        "[::2]",
    ],
)
async def test_a_page_under_another_name_gets_nothing(door: Door, host: str) -> None:
    for target in (b"/", b"/api/orders/orders"):
        asked = b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n" % (target, host.encode())
        assert await door.say(asked) == (400, "host-not-ours")
    assert door.reached == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080", "panel.localhost"])
async def test_this_machines_own_names_are_ours(door: Door, host: str) -> None:
    asked = b"GET /api/orders/orders HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n" % host.encode()
    assert await door.say(asked) == (200, None)
    assert door.reached[0].values(b"x-forwarded-host") == [host.encode()]


@pytest.mark.parametrize(
    "twice",
    [
        *(b"Host: 127.0.0.1", b"Authorization: Bearer b", b"Cookie: lm_session=2", b"Content-Type: text/plain"),
        *(b"Idempotency-Key: 2", b'If-Match: "2"', b"X-CSRF-Token: 2", b"Origin: null", b"Tracking-Token: 2"),
    ],
)
async def test_a_header_that_says_two_things_is_refused(door: Door, twice: bytes) -> None:
    first = b"" if twice.startswith(b"Host") else twice.split(b":")[0] + b": 1\r\n"
    assert await get(door, "/api/orders/orders", first + twice + b"\r\n") == (400, "header-not-plain")
    assert door.reached == []


@pytest.mark.parametrize(
    "framing",
    [
        *(b"Content-Length: 4\r\nContent-Length: 5", b"Content-Length: 4\r\nTransfer-Encoding: chunked"),
        *(b"Transfer-Encoding: chunked\r\nContent-Length: 4", b"Content-Length: 4, 4", b"Content-Length: +4"),
        *(b"Content-Length: 0x4", b"Transfer-Encoding: identity", b"Transfer-Encoding: chunked, identity"),
        *(b"Transfer-Encoding: xchunked", b"Transfer-Encoding : chunked", b"Transfer-Encoding:\x0bchunked"),
        *(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", b"Content-Length : 4", b"Content-Length: 4\r\n x"),
        b"Content-Length: 18446744073709551616",
    ],
)
async def test_where_a_body_ends_can_be_told_in_one_way_only(door: Door, framing: bytes) -> None:
    smuggled = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /api/orders/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + framing + b"\r\n\r\n"
    answer = await say(door.origin, head + b"0\r\n\r\n" + smuggled)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert [reached.target for reached in door.reached if reached.target != b"/orders"] == []


async def test_what_follows_a_body_is_a_request_like_any_other(door: Door) -> None:
    first = b"POST /api/orders/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
    answer = await say(door.origin, first + b"GET /api/orders/metrics HTTP/1.1\r\n" + HEADERS + b"\r\n")
    assert b"404 Not Found" in answer
    assert [reached.target for reached in door.reached] == [b"/orders"]


async def test_services_see_the_headers_they_read_and_nothing_else(door: Door) -> None:
    more = (
        b"Accept: application/json\r\nAuthorization: Bearer t\r\nCookie: other=1; lm_session=s; lm_oidc=o;x=lm_y\r\n"
        b"X-CSRF-Token: c\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 10.0.0.2\r\nForwarded: for=10.0.0.1\r\n"
        b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /x\r\nX-Original-URL: /metrics\r\n"
        b"X-Real-IP: 10.0.0.1\r\n"
        b"X-HTTP-Method-Override: DELETE\r\nProxy-Authorization: x\r\nTE: trailers\r\nUpgrade: h2c\r\n"
        b"User-Agent: u\r\n"
    )
    assert await get(door, "/api/orders/orders", more) == (200, None)
    assert await get(door, "/api/transport/vehicles", more) == (200, None)
    to_orders, to_transport = door.reached
    said = {b"host", b"accept", b"authorization", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"}
    said |= {b"x-request-id"}
    assert {name for name, _ in to_orders.headers} == said | {b"cookie", b"x-csrf-token"}
    assert {name for name, _ in to_transport.headers} == said
    assert to_orders.values(b"cookie") == [b"lm_session=s; lm_oidc=o"]
    for reached in door.reached:
        assert reached.values(b"x-forwarded-for") == [b"127.0.0.1"]
        assert reached.values(b"x-forwarded-host") == [b"127.0.0.1"]
        assert reached.values(b"x-forwarded-proto") == [b"http"]


async def test_blanks_around_a_value_are_none_of_it(door: Door) -> None:
    asked = b"GET /api/orders/orders HTTP/1.1\r\n" + HEADERS + b"Accept:\t a \t \r\nContent-Type: ! \r\n\r\n"
    assert (await say(door.origin, asked)).startswith(b"HTTP/1.1 200 ")
    assert (door.reached[0].values(b"accept"), door.reached[0].values(b"content-type")) == ([b"a"], [b"!"])


async def test_readers_see_the_headers_services_mean_for_them(door: Door) -> None:
    answer = await say(door.origin, b"GET /api/orders/orders HTTP/1.1\r\n" + HEADERS + b"\r\n")
    assert b"set-cookie: lm_session=1" in answer
    for hidden in (b"x-internal", b"access-control", b"ours/1.2"):
        assert hidden not in answer


@pytest.mark.parametrize("wanted", [b"x" * 101, b"\xe4", b"a\tb"])
async def test_a_request_id_that_could_not_stand_in_a_log_is_replaced(door: Door, wanted: bytes) -> None:
    assert await get(door, "/api/orders/orders", b"X-Request-ID: " + wanted + b"\r\n") == (200, None)
    (given,) = door.reached[0].values(b"x-request-id")
    assert len(given) == 32


async def test_a_connection_is_not_turned_into_another_kind(door: Door) -> None:
    more = b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    asked = b"GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\n"
    for path in (b"ws", b"api/orders/events"):
        assert (await door.say(asked % path + more))[0] in (200, 404)
    assert all(reached.values(b"upgrade") == [] for reached in door.reached)
