import httpx2
from fastapi import FastAPI
from pydantic import BaseModel

from logistics.kit.clock import utc_now
from logistics.kit.database import Database
from logistics.kit.principal import Credentials
from logistics.kit.service import create_service


class Wanted(BaseModel):
    name: str


def a_service() -> FastAPI:
    app = create_service(
        "A service",
        version="1",
        database=Database("postgresql://nobody@127.0.0.1:1/none"),
        credentials=Credentials("x" * 32, "the-key"),
        clock=utc_now,
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
    assert {"400", "401", "413", "422", "503"} <= responses.keys()
    assert set(responses["422"]["content"]) == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "503" not in document["paths"]["/healthz"]["get"]["responses"]
