from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel

from logistics.kit.authorisation import Caller, RouteWithoutRule, allowed, guarded_router, public
from logistics.kit.clock import utc_now
from logistics.kit.database import Database
from logistics.kit.principal import CredentialNotAccepted, Principal
from logistics.kit.service import create_service


class Wanted(BaseModel):
    name: str


class ByName:
    """Believes whoever says a grant."""

    schemes: dict[str, dict[str, Any]] = {"bearer": {"type": "http", "scheme": "bearer"}}  # noqa: RUF012

    async def principal_of(self, request: Request) -> Principal | None:
        said = request.headers.get("authorization")
        if said == "wrong":
            raise CredentialNotAccepted
        return Principal(kind="key", name="a", subject="key:1", grants=frozenset({said})) if said else None


def a_service() -> FastAPI:
    app = create_service(
        "A service",
        version="1",
        database=Database("postgresql://nobody@127.0.0.1:1/none"),
        authentication=ByName(),
        clock=utc_now,
    )
    router = guarded_router(tags=["things"])

    @router.post("/things", summary="Add a thing", dependencies=[allowed("orders:write", "orders:move")])
    async def add(wanted: Wanted, caller: Caller) -> dict[str, str]:
        return {"by": caller.subject}

    @router.post("/opinions", summary="Say something", dependencies=[public()])
    async def say(wanted: Wanted) -> Wanted:
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
    assert (await ask("orders:move")).json() == {"by": "key:1"}
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
    assert {"400", "401", "403", "413", "422", "503"} <= responses.keys()
    assert set(responses["422"]["content"]) == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "503" not in document["paths"]["/healthz"]["get"]["responses"]
