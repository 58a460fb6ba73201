"""Generated requests to the gateway, and the rules that hold for each of them whatever it is.

- Nobody but the two services is reached.
- What reaches a service has a plain path that is offered, and the headers it reads, each of the gateway's own once.
- What is answered is HTTP, never a crash, and a problem document wherever it is a refusal.
"""

import asyncio
import logging
import re
import threading
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from logistics.gateway.headers import ASKED, ASKED_BY_PEOPLE
from logistics.gateway.proxy import OWN_PORT_ONLY
from tests.support.gateway import Door, Reached, say

PATIENCE_S = 0.1
"""Some requests promise more than comes; nobody waits long for the end of those."""

_PLAIN = re.compile(rb"(/[A-Za-z0-9._~-]+)+(\?[!$-~]*)?")
_OURS = {b"host", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-request-id"}
_SEEN = {"orders": ASKED | ASKED_BY_PEOPLE | _OURS, "transport": ASKED | _OURS}
_FRAMING = {b"transfer-encoding"}

_SEGMENTS = st.sampled_from(
    [
        *(
            b"api",
            b"orders",
            b"transport",
            b"metrics",
            b"healthz",
            b"readyz",
            b"openapi.json",
            b"7",
            b"",
            b".",
            b"..",
        ),
        *(b"%2e%2e", b"%2E.", b"%252e%252e", b"%2f", b"%5c", b"%00", b"%0a", b"%0d%0aX:1", b"%c0%ae", b"%ff", b"%"),
        *(b";", b";x=1", b"\\", b"..\\", b"@ELSEWHERE", b"ELSEWHERE", b"orders%2F@ELSEWHERE", b"x@ELSEWHERE", b"*"),
        *(b":80@ELSEWHERE", b"#", b"?", b"??", b"&a=b", b"\xc3\xbc", b"\xff", b" ", b"\t", b"\x00", b"%u002e", b"~"),
        *(b"%6detrics", b"metrics%0A", b"metrics%20", b".well-known", b"app.py", b"|", b"[::1]", b"http:", b"%%32f"),
    ]
)
_SEPARATORS = st.sampled_from([b"/", b"/", b"/", b"//", b"\\", b"%2f", b"", b"?"])
_STARTS = st.sampled_from(
    [
        *[b"/api/orders/", b"/api/transport/"] * 4,
        *(b"/api/orders", b"/api/transport", b"/", b"", b"//", b"http://ELSEWHERE/", b"http://127.0.0.1/api/orders/"),
        *(b"ELSEWHERE", b"/api//orders/", b"/./api/orders/", b"/%61pi/orders/", b"/API/orders/", b"*", b"/\\"),
    ]
)


_PLAIN_TARGETS = st.sampled_from(
    [
        *(
            b"/api/orders/orders/7",
            b"/api/orders/orders?q=%0d%0aX:%201&r=/../@ELSEWHERE",
            b"/api/orders/openapi.json",
        ),
        *(b"/api/transport/vehicles", b"/api/transport/openapi.json?x", b"/api/orders/.well-known/jwks.json?"),
        *(b"/api/orders/metrics", b"/api/transport/healthz", b"/", b"/orders.js", b"/api/orders", b"/nothing"),
    ]
)


@st.composite
def _targets(draw: st.DrawFn) -> bytes:
    rest = draw(st.lists(st.tuples(_SEGMENTS | st.binary(max_size=4), _SEPARATORS), max_size=5))
    return draw(_STARTS) + b"".join(segment + separator for segment, separator in rest)


_METHODS = st.sampled_from(
    [*[b"GET", b"POST"] * 16, b"HEAD", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"PUT", b"get", b"PRI"]
)
_VERSIONS = st.sampled_from([*[b"HTTP/1.1"] * 8, b"HTTP/1.0", b"HTTP/2.0", b"HTTP/0.9", b"", b"HTTP/1.1 x"])
_NAMES = st.sampled_from(
    [
        *(
            b"Host",
            b"Content-Length",
            b"Transfer-Encoding",
            b"Connection",
            b"Content-Type",
            b"Cookie",
            b"Authorization",
        ),
        *(b"X-Forwarded-For", b"X-Forwarded-Host", b"X-Forwarded-Proto", b"Forwarded", b"X-Real-IP", b"X-Request-ID"),
        *(b"TE", b"Trailer", b"Upgrade", b"Expect", b"Keep-Alive", b"Proxy-Connection", b"Proxy-Authorization"),
        *(b"Origin", b"If-Match", b"Idempotency-Key", b"Last-Event-ID", b"X-CSRF-Token", b"Accept", b"Range", b"Via"),
        *(b"X-Original-URL", b"X-HTTP-Method-Override", b"X-Agent-Secret", b"Transfer_Encoding", b"X ", b"\xff", b""),
        *(b"Transfer-Encoding ", b" Transfer-Encoding", b"Content-Length\x00", b"HTTP2-Settings", b"Sec-Fetch-Site"),
    ]
)
_VALUES = st.sampled_from(
    [
        *(b"127.0.0.1", b"localhost:80", b"ELSEWHERE", b"evil.example", b"a b", b"", b"0", b"2", b"5", b"-1"),
        *(b"+2", b"2, 2", b"0x2", b"chunked", b"Chunked", b"identity", b"chunked, identity", b"\x0bchunked"),
        *(b"xchunked", b"close", b"keep-alive", b"Host", b"x-forwarded-for", b"content-length, host", b"upgrade"),
        *(b"websocket", b"h2c", b"100-continue", b"lm_session=s; other=1", b"10.0.0.1", b"application/json"),
        *(b"x\ry: z", b"x\nHost: ELSEWHERE", b"\x00", b"\xfc", b"x" * 200, b"a\tb", b"trailers", b"*", b"null"),
        b"18446744073709551618",
    ]
) | st.binary(max_size=6)
_LINE_ENDS = st.sampled_from([*[b"\r\n"] * 60, b"\n", b"\r", b"\r\n ", b"\r\n\r\n"])
_BODIES = st.sampled_from(
    [
        *(b"", b"{}", b"0\r\n\r\n", b"2\r\n{}\r\n0\r\n\r\n", b"2;x=1\r\n{}\r\n0\r\nX-Forwarded-For: 1\r\n\r\n"),
        *(b"g\r\n", b"-1\r\n\r\n", b"ffffffffffffffff\r\n", b"0002\r\n{}\r\n00\r\n\r\n", b"2\n{}\n0\n\n"),
        b"GET /metrics HTTP/1.1\r\nHost: ELSEWHERE\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n",
        b"0\r\n\r\nGET /api/orders/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"{}GET http://ELSEWHERE/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ]
)


@st.composite
def _heads(draw: st.DrawFn) -> bytes:
    """Header lines: mostly one that is odd, beside the ones that a request needs."""
    lines = draw(st.lists(st.tuples(_NAMES, _VALUES, _LINE_ENDS), max_size=draw(st.sampled_from([1, 1, 6]))))
    host = draw(st.sampled_from([*[b"Host: 127.0.0.1\r\n"] * 9, b""]))
    return host + b"".join(name + b": " + value + end for name, value, end in lines)


_STARTING = st.tuples(_METHODS, _targets(), st.sampled_from([b"HTTP/1.1", b"HTTP/1.0"]), st.just(b"\r\n"))
_ODD_STARTING = st.tuples(_METHODS, _PLAIN_TARGETS | _targets(), _VERSIONS, _LINE_ENDS)
_SOUND_STARTING = st.tuples(_METHODS, _PLAIN_TARGETS, st.just(b"HTTP/1.1"), st.just(b"\r\n"))
_SOUND_HEAD = st.just(b"Host: 127.0.0.1\r\n")

_REQUESTS = st.tuples(_STARTING, _SOUND_HEAD, st.just(b""))
_REQUESTS |= st.tuples(_SOUND_STARTING, _heads(), _BODIES)
_REQUESTS |= st.tuples(_ODD_STARTING, _heads(), _BODIES)
"""An odd target, odd headers, or anything."""


def _bytes_of(request: tuple[tuple[bytes, bytes, bytes, bytes], bytes, bytes]) -> bytes:
    (method, target, version, end), head, body = request
    return method + b" " + target + b" " + version + end + head + b"Connection: close\r\n\r\n" + body


@dataclass
class Tally:
    """What came of the requests: answers by status, and how many reached each service."""

    sent: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)

    def table(self) -> str:
        """As Markdown."""
        rows = [*sorted(self.answers.items()), *(("reached " + name, n) for name, n in sorted(self.reached.items()))]
        lines = [f"| {what} | {number} |" for what, number in rows]
        return "\n".join([f"| {self.sent} sent | |", "|---|---:|", *lines])


def fuzz(*, cases: int, seed: int, tally: Tally) -> None:
    """Send that many requests.

    Raises:
        AssertionError: A rule does not hold; the shortest such request is in Hypothesis's words beside it.
    """
    with _Server() as server:
        _campaign(server, cases, seed, tally)()


def _campaign(server: "_Server", cases: int, number: int, tally: Tally):
    @seed(number)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(request=_REQUESTS.map(_bytes_of))
    def every_rule_holds(request: bytes) -> None:
        said = request.replace(b"ELSEWHERE", server.door.elsewhere_at.encode())
        answer = server.say(said)
        reached, faults = server.door.forget()
        tally.sent += 1
        tally.answers[_status_of(answer)] += 1
        tally.reached.update(each.service for each in reached)
        _check_answer(answer)
        for each in reached:
            _check_reached(each)
        assert server.door.elsewhere.connections == 0, "somebody else was reached"
        assert not faults, faults

    return every_rule_holds


def _status_of(answer: bytes) -> str:
    return answer[9:12].decode("ascii", "replace") if answer.startswith(b"HTTP/1.1 ") else "hung up"


def _check_answer(answer: bytes) -> None:
    status = _status_of(answer)
    assert status == "hung up" or re.fullmatch("[1-4][0-9][0-9]", status), answer[:300]
    head, _, body = answer.partition(b"\r\n\r\n")
    # A refusal is ours, because the services here refuse nothing; the answer to HEAD has no body to look at.
    assert not status.startswith("4") or b"application/problem+json" in head, answer[:300]
    assert b"x-internal" not in head, "a header that is not meant for readers"
    assert body.count(b"Traceback") == 0


def _check_reached(each: Reached) -> None:
    path = each.target.partition(b"?")[0]
    assert _PLAIN.fullmatch(each.target), each
    assert not {b".", b".."} & set(path.split(b"/")), each
    assert path.decode() not in OWN_PORT_ONLY, each
    assert each.service == "orders" or path.startswith(b"/api/") or path == b"/openapi.json", each
    names = Counter(name for name, _ in each.headers)
    assert names.keys() <= _SEEN[each.service] | _FRAMING, each
    assert all(names[ours] == 1 for ours in _OURS), each
    assert each.values(b"x-forwarded-for") == [b"127.0.0.1"], each
    assert all(value.startswith(b"lm_") for value in each.values(b"cookie")), each
    assert len(each.values(b"content-length") + each.values(b"transfer-encoding")) <= 1, each


class _Server:
    """The gateway in a thread of its own, spoken to from where Hypothesis is."""

    def __init__(self) -> None:
        self.door = Door()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._stack = AsyncExitStack()

    def __enter__(self) -> "_Server":
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._thread.start()
        self._do(self._stack.enter_async_context(self.door.running()))
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)

    def say(self, said: bytes) -> bytes:
        return self._do(say(self.door.origin, said, patience_s=PATIENCE_S))

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
