"""Asking as stubborn people do: what was not answered is sent again until it is."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2

GIVES_UP_AFTER_S = 120.0
"""Far longer than any part is away."""
TRY_AGAIN = frozenset({429, 502, 503, 504})


class GaveUp(Exception):
    """Nobody answered for far too long."""


@dataclass
class Memory:
    """What clients saw. `rights` is what was tried by whom who had lost it, `hostile` what the hostile did."""

    accepted: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    rights: Counter[str] = field(default_factory=Counter)
    hostile: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks the gateway as whoever `http` is signed in as."""

    http: httpx2.AsyncClient
    memory: Memory

    async def __call__(self, method: str, path: str, *, expected: set[int], **request: Any) -> httpx2.Response:
        """The answer to a request, sent again until there is one.

        Raises:
            GaveUp: There is none for far too long.
        """
        give_up_at = time.monotonic() + GIVES_UP_AFTER_S
        while time.monotonic() < give_up_at:
            try:
                answer = await self.http.request(method, f"/api/{path}", **request)
            except httpx2.TransportError as error:
                self.memory.counts[f"no answer ({type(error).__name__})"] += 1
            else:
                self._note(answer)
                if answer.status_code in expected and not _in_flight(answer):
                    return answer
                if answer.status_code not in TRY_AGAIN and not _in_flight(answer):
                    self.memory.surprises.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            await asyncio.sleep(random.uniform(0.2, 1.0))
        raise GaveUp(f"{method} {path}: no answer within {GIVES_UP_AFTER_S:.0f} s")

    def _note(self, answer: httpx2.Response) -> None:
        self.memory.counts[f"answered {answer.status_code}"] += 1
        if answer.headers.get("Idempotent-Replayed") == "true":
            self.memory.counts["answered as the first time"] += 1


def _in_flight(answer: httpx2.Response) -> bool:
    return answer.status_code == 409 and bool(answer.json().get("code") == "request-in-flight")
