from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict

from logistics.access.client_address import ProxySettings
from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.rates import RateSettings
from logistics.kit.clock import utc_now
from logistics.kit.database import Database
from logistics.web.authorisation import Caller, RouteWithoutRule, allowed, guarded_router, public
from logistics.web.service import create_service


class Wanted(BaseModel):
    name: str


class Strict(Wanted):
    model_config = ConfigDict(extra="forbid")


class ByName:
    """Believes whoever says a grant."""

    schemes: dict[str, dict[str, Any]] = {"bearer": {"type": "http", "scheme": "bearer"}}  # noqa: RUF012

    async def principal_of(self, request: Request) -> Principal | None:
        said = request.headers.get("authorization")
        if said == "wrong":
            raise CredentialNotAccepted
        return Principal(kind="key", name="a", subject=f"key:{said}", grants=frozenset({said})) if said else None


def a_service(rates: RateSettings | None = None) -> FastAPI:
    app = create_service(
        "A service",
        version="1",
        database=Database("postgresql://nobody@127.0.0.1:1/none"),
        authentication=ByName(),
        clock=utc_now,
        rates=rates or RateSettings(),
        proxies=ProxySettings(),
    )
    router = guarded_router(tags=["things"])

    @router.post("/things", summary="Add a thing", dependencies=[allowed("orders:write", "orders:move")])
    async def add(wanted: Wanted, caller: Caller) -> dict[str, str]:
        return {"by": caller.subject}

    @router.post("/opinions", summary="Say something", dependencies=[public()])
    async def say(wanted: Wanted) -> Wanted:
        return wanted

    @router.post("/strict", summary="Add a thing and nothing else", dependencies=[allowed()])
    async def add_strictly(wanted: Strict) -> Strict:
        return wanted

    app.include_router(router)
    return app


async def ask(
    authorization: str | None, path: str = "/things", content: bytes = b'{"name": "box"}'
) -> httpx2.Response:
    headers = {"Content-Type": "application/json"} | ({"Authorization": authorization} if authorization else {})
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(a_service()), base_url="http://service") as http:
        return await http.post(path, content=content, headers=headers)


async def test_who_holds_one_of_the_permissions_is_let_in() -> None:
    assert (await ask("orders:move")).json() == {"by": "key:orders:move"}
    assert (await ask("admin")).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [(None, 401, "credential-missing"), ("wrong", 401, "credential-not-accepted"), ("viewer", 403, "not-allowed")],
)
@pytest.mark.parametrize("content", [b'{"name": "box"}', b"{", b"[]"])
async def test_whoever_may_not_learns_nothing_else(
    authorization: str | None, status: int, code: str, content: bytes
) -> None:
    refused = await ask(authorization, content=content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_a_refusal_names_what_it_would_take() -> None:
    assert (await ask("viewer")).json()["permissions"] == ["orders:write", "orders:move"]


async def test_a_public_route_does_not_look_at_credentials() -> None:
    assert (await ask(None, "/opinions")).status_code == 200
    assert (await ask("wrong", "/opinions")).status_code == 200


def test_a_route_without_a_rule_cannot_be_written() -> None:
    router = guarded_router()
    with pytest.raises(RouteWithoutRule, match="forgotten"):

        @router.get("/forgotten")
        async def forgotten() -> None: ...


def test_the_document_says_who_may() -> None:
    paths = a_service().openapi()["paths"]
    assert paths["/things"]["post"]["x-permission"] == ["orders:write", "orders:move"]
    assert "security" not in paths["/things"]["post"]
    assert (paths["/opinions"]["post"]["x-permission"], paths["/opinions"]["post"]["security"]) == ([], [])


def test_every_operation_documents_what_any_request_may_meet() -> None:
    document = a_service().openapi()
    responses = document["paths"]["/things"]["post"]["responses"]
    assert {"400", "401", "403", "413", "422", "429", "503"} <= responses.keys()
    assert set(responses["422"]["content"]) == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    alive = document["paths"]["/healthz"]["get"]["responses"]["503"]["content"]["application/problem+json"]
    assert "DatabaseUnavailable" not in alive["examples"]


async def test_the_document_is_put_into_words_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    app = a_service()
    made: list[dict[str, Any]] = []
    described = app.openapi
    monkeypatch.setattr(app, "openapi", lambda: made.append(described()) or made[-1])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://s") as http:
        first, second = [await http.get("/openapi.json") for _ in range(2)]
    assert first.json() == second.json() == described()
    assert len(made) == 1


async def test_every_answer_tells_browsers_to_keep_it_to_themselves() -> None:
    app = a_service()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a defect")

    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
        answers = [await http.get(path) for path in ("/healthz", "/nothing", "/broken", "/docs")]
    assert [answer.status_code for answer in answers] == [200, 404, 500, 200]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["x-request-id"]


async def test_a_principal_that_asks_too_often_is_told_when_to_ask_again() -> None:
    transport = httpx2.ASGITransport(a_service(RateSettings(rate_per_principal=0.2)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
        admin, other = {"Authorization": "admin"}, {"Authorization": "dispatcher"}
        answers = [await http.post("/things", json={"name": "box"}, headers=admin) for _ in range(3)]
        other = await http.post("/things", json={"name": "box"}, headers=other)
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "too-many-requests"
    assert 0 < int(answers[2].headers["retry-after"]) <= 5
    assert other.status_code == 200


async def test_addresses_that_ask_too_often_are_refused_whoever_they_say_they_are() -> None:
    app = a_service(RateSettings(rate_per_address=0.1))
    statuses = []
    for address in ("192.0.2.7", "192.0.2.7", "192.0.2.8", "127.0.0.1", "127.0.0.1"):
        transport = httpx2.ASGITransport(app, client=(address, 4711))
        async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
            answer = await http.get("/healthz", headers={"Authorization": "Bearer the-key"})
        statuses.append(answer.status_code)
    assert statuses == [200, 429, 200, 200, 200]
