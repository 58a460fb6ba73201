"""What every fake service is made of: the contract's JSON over a mock transport, kept in memory."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx2

Answer = tuple[int, Any]


class FakeService:
    """Routes by pattern; `down` makes every request fail as if nothing listened; `calls` lists what was asked."""

    def __init__(self) -> None:
        self.routes: list[tuple[str, str, Callable[..., Answer]]] = []
        self.calls: list[str] = []
        self.credentials: list[str | None] = []
        self.requests: dict[str, list[Any]] = {}
        self.down = False

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def count(self, call: str) -> int:
        return self.calls.count(call)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("connection refused")
        self.calls.append(f"{request.method} {request.url.path}")
        self.credentials.append(request.headers.get("authorization"))
        body = json.loads(request.content) if request.content else None
        self.requests.setdefault(self.calls[-1], []).append(body)
        for method, pattern, handler in self.routes:
            if method == request.method and (found := re.fullmatch(pattern, request.url.path)):
                status, answer = handler(*map(int, found.groups()), query=dict(request.url.params), body=body)
                text = (
                    answer.model_dump_json()
                    if hasattr(answer, "model_dump_json")
                    else json.dumps(answer, default=str)
                )
                return httpx2.Response(status, content=text)
        return httpx2.Response(404, json={"code": "no-such-path", "detail": request.url.path})


def refusal(status: int, code: str, detail: str = "No.") -> Answer:
    return status, {"status": status, "code": code, "detail": detail, "title": code}
