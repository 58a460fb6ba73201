import httpx2
from fastapi import FastAPI
from pydantic import BaseModel

from logistics.kit.clock import utc_now
from logistics.kit.database import Database
from logistics.kit.principal import Credentials
from logistics.kit.rates import RateSettings
from logistics.kit.service import create_service


class Wanted(BaseModel):
    name: str


def a_service(rates: RateSettings | None = None) -> FastAPI:
    app = create_service(
        "A service",
        version="1",
        database=Database("postgresql://nobody@127.0.0.1:1/none"),
        credentials=Credentials("x" * 32, "the-key"),
        clock=utc_now,
        rates=rates or RateSettings(),
    )

    @app.post("/things", tags=["things"], summary="Add a thing")
    async def add(wanted: Wanted) -> Wanted:
        return wanted

    return app


async def ask(authorization: str | None) -> httpx2.Response:
    headers = {"Authorization": authorization} if authorization else {}
    transport = httpx2.ASGITransport(a_service())
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
        return await http.post("/things", json={"name": "box"}, headers=headers)


async def test_a_credential_is_checked_where_no_route_asks_for_the_caller() -> None:
    answer = await ask("Bearer made-up")
    assert (answer.status_code, answer.json()["code"]) == (401, "credential-not-accepted")
    assert (await ask("Basic eDp5")).status_code == 401


async def test_no_credential_and_the_key_are_let_in() -> None:
    assert (await ask(None)).status_code == 200
    assert (await ask("Bearer the-key")).status_code == 200


def test_every_operation_documents_what_any_request_may_meet() -> None:
    document = a_service().openapi()
    responses = document["paths"]["/things"]["post"]["responses"]
    assert {"400", "401", "413", "422", "429", "503"} <= responses.keys()
    assert set(responses["422"]["content"]) == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    alive = document["paths"]["/healthz"]["get"]["responses"]["503"]["content"]["application/problem+json"]
    assert "DatabaseUnavailable" not in alive["examples"]


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
        answers = [await http.post("/things", json={"name": "box"}) for _ in range(3)]
        other = await http.post("/things", json={"name": "box"}, headers={"Authorization": "Bearer the-key"})
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
