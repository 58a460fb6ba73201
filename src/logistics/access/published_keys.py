"""The Order API's public keys, read from where it publishes them and kept while it is down."""

import asyncio
import time
from types import TracebackType
from typing import Self

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from logistics.kit import logs
from logistics.kit.errors import Unavailable
from logistics.kit.turns import in_turn

log = logs.get(__name__)

PATH = ".well-known/jwks.json"
FRESH_S = 300.0
"""A withdrawn key is forgotten this soon, and a new one is known before it signs."""
PAUSE_S = 5.0
"""Between two looks for a key nobody has heard of; anybody can name one."""
TIMEOUT_S = 3.0


class KeysUnavailable(Unavailable):
    """The keys that tokens are checked with cannot be read."""


class PublishedKeys:
    """Keys by their id. Open it with `async with`."""

    def __init__(self, order_api_url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        # Asked once each, because whoever waits for a key will ask again.
        processes = in_turn(order_api_url, transport)
        self._http = httpx2.AsyncClient(base_url="http://order-api", timeout=TIMEOUT_S, transport=processes)
        self._keys: dict[str, OKPKey] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._reading = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def find_key(self, kid: str) -> OKPKey | None:
        """The key of that id, looked for again when it is not known.

        Raises:
            KeysUnavailable: None could ever be read.
        """
        if kid not in self._keys or self._age_s(self._read_at) > FRESH_S:
            await self._look_again(kid)
        if self._read_at is None:
            raise KeysUnavailable("The Order API does not tell its keys; try again in a moment.")
        return self._keys.get(kid)

    async def _look_again(self, kid: str) -> None:
        """One look at a time. Whoever has a key, though an old one, does not wait for it."""
        if self._reading.locked() and kid in self._keys:
            return
        async with self._reading:
            due = kid not in self._keys or self._age_s(self._read_at) > FRESH_S
            if due and (self._read_at is None or self._age_s(self._tried_at) > PAUSE_S):
                await self._read()
                self._tried_at = time.monotonic()

    async def _read(self) -> None:
        try:
            answer = await self._http.get(PATH)
            answer.raise_for_status()
            read = KeySet.import_key_set(answer.json())
        except (httpx2.HTTPError, JoseError, ValueError, KeyError) as error:
            log.warning("keys.not_read", error=type(error).__name__, known=len(self._keys))
            return
        self._keys = {key.kid: key for key in read.keys if isinstance(key, OKPKey) and key.kid}
        self._read_at = time.monotonic()

    @staticmethod
    def _age_s(moment: float | None) -> float:
        return float("inf") if moment is None else time.monotonic() - moment
