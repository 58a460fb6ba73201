"""One service behind a base URL: JSON in and out, problems turned back into typed errors."""

from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from logistics.contracts.base import answered
from logistics.kit import logs
from logistics.kit.asking import asking
from logistics.kit.errors import Unavailable
from logistics.kit.wrong_values import words_of
from logistics.web import problems

Answer = TypeVar("Answer", bound=BaseModel)


class ServiceUnavailable(Unavailable):
    """A service does not answer."""


class RenewedCredential(Protocol):
    """A credential that expires and is renewed by itself."""

    async def token(self) -> str:
        """What to send now."""

    def forget(self, token: str) -> None:
        """It was refused: answer another one next time."""


class ServiceClient:
    """Calls one service. Share it; close it at the end.

    Args:
        base_url: Where it answers; with several, separated by commas, its processes take turns (`kit.asking`).
        transport: How they are reached, if not by connections of its own.
    """

    def __init__(
        self,
        base_url: str,
        *,
        credential: str | RenewedCredential | None = None,
        timeout_s: float = 30,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx2.AsyncClient(
            # Whom it goes to is the transport's to say.
            base_url="http://service",
            timeout=httpx2.Timeout(timeout_s, connect=5),
            transport=asking(base_url, transport),
        )
        self._name = base_url
        self._credential = credential

    def acting_with(self, credential: str | RenewedCredential) -> Self:
        """The same connections under another credential, for instance a run's token."""
        other = object.__new__(type(self))
        other._http, other._name, other._credential = self._http, self._name, credential
        return other

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, for everyone who shares them."""
        await self._http.aclose()

    async def _get(self, answer: type[Answer], path: str, **query: Any) -> Answer:
        given = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        return _parsed(answer, await self._send("GET", path, params=given))

    async def _post(
        self, answer: type[Answer], path: str, body: BaseModel | None = None, key: str | None = None
    ) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return _parsed(answer, await self._send("POST", path, body=body, headers=headers))

    async def _patch(self, answer: type[Answer], path: str, body: BaseModel, version: int | None = None) -> Answer:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        return _parsed(answer, await self._send("PATCH", path, body=body, headers=headers))

    async def _put(self, answer: type[Answer], path: str, body: BaseModel) -> Answer:
        return _parsed(answer, await self._send("PUT", path, body=body))

    async def _send(
        self,
        method: str,
        path: str,
        *,
        body: BaseModel | None = None,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        sent = dict(headers or {})
        if request_id := logs.request_id():
            sent["X-Request-ID"] = request_id
        content = None
        if body is not None:
            content = body.model_dump_json(exclude_unset=True).encode()
            sent["Content-Type"] = "application/json"
        response = await self._authorised(method, path, content, params, sent)
        if response.status_code >= 400:
            raise problems.error_from(response.status_code, _document(response))
        return response.content

    async def _authorised(
        self, method: str, path: str, content: bytes | None, params: Any, headers: dict[str, str]
    ) -> httpx2.Response:
        if self._credential is None or isinstance(self._credential, str):
            return await self._attempt(method, path, content, params, headers | _bearer(self._credential))
        token = await self._credential.token()
        response = await self._attempt(method, path, content, params, headers | _bearer(token))
        if response.status_code != 401:
            return response
        # Keys may have been replaced before the token expired. Nothing was done yet, so a change is safe to repeat.
        self._credential.forget(token)
        token = await self._credential.token()
        return await self._attempt(method, path, content, params, headers | _bearer(token))

    async def _attempt(
        self, method: str, path: str, content: bytes | None, params: Any, headers: dict[str, str]
    ) -> httpx2.Response:
        try:
            return await self._http.request(method, path, content=content, params=params, headers=headers)
        except httpx2.TransportError as error:
            raise ServiceUnavailable(f"{self._name} does not answer ({type(error).__name__}).") from error


def _bearer(credential: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"} if credential else {}


def _parsed(answer: type[Answer], content: bytes) -> Answer:
    try:
        return answered(answer, content)
    except ValidationError as error:
        raise ServiceUnavailable(f"The answer is not a {answer.__name__}: {words_of(error.errors()[0])}.") from error


def _document(response: httpx2.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        document = None
    return document if isinstance(document, dict) else {"detail": f"Answered {response.status_code}."}
