"""The OpenAPI document, with what FastAPI does not know: our problem documents and how callers prove who they are."""

import functools
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from logistics.access.principal import CredentialMissing, CredentialNotAccepted, NotAllowed
from logistics.access.rates import TooManyRequests
from logistics.kit.database import DatabaseUnavailable, RaceLost
from logistics.kit.disk import StorageFull, StorageUnusable
from logistics.web.arriving import BodyTooSlow
from logistics.web.authorisation import Authentication
from logistics.web.bodies import BodyIncomplete, BodyTooComplex, BodyTooLarge, MalformedJson
from logistics.web.bounds import TookTooLong
from logistics.web.faults import InvalidRequest
from logistics.web.problems import problems
from logistics.web.shares import ServiceBusy, ShareTaken

_ANY_REQUEST = problems(InvalidRequest, TooManyRequests, ShareTaken, ServiceBusy, TookTooLong)
_ANY_GUARDED = problems(CredentialMissing, CredentialNotAccepted, NotAllowed)
_ANY_WORK = problems(DatabaseUnavailable, RaceLost, StorageFull, StorageUnusable, ServiceBusy, TookTooLong)
_ANY_BODY = problems(MalformedJson, BodyIncomplete, BodyTooSlow, BodyTooLarge, BodyTooComplex)


def install(app: FastAPI) -> None:
    """Let `app` tell its document, which anybody may ask for."""
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    # Before FastAPI's own.
    app.router.routes.insert(0, _document(app))


def _document(app: FastAPI) -> Route:
    """It is put into words once, for that takes long."""
    words = functools.cache(lambda: bytes(JSONResponse(app.openapi()).body))

    async def document(request: Request) -> Response:
        return Response(words(), media_type="application/json")

    assert app.openapi_url is not None
    return Route(app.openapi_url, document, include_in_schema=False)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The document, with what FastAPI does not know: our problem documents and how callers prove who they are."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = schema.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Problem"] = _PROBLEM_SCHEMA
        authentication: Authentication = app.state.authentication
        components["securitySchemes"] = authentication.schemes
        schema["security"] = [{name: []} for name in authentication.schemes]
        for path in schema["paths"].values():
            for operation in path.values():
                _add_common_problems(operation)
                for parameter in operation.get("parameters", []):
                    _refuse_null(parameter["schema"])
        app.openapi_schema = schema
    return app.openapi_schema


def _refuse_null(schema: dict[str, Any]) -> None:
    """A parameter is there or it is not; None is only what Python calls its absence."""
    if "anyOf" in schema:
        choices = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= choices[0] | schema if len(choices) == 1 else {"anyOf": choices}


def _add_common_problems(operation: dict[str, Any]) -> None:
    """What every operation can answer beside its own; FastAPI's word for a wrong request gives way to ours."""
    responses: dict[str, Any] = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]
    common = dict(_ANY_REQUEST)
    if operation.get("security") != []:
        common |= _ANY_GUARDED
    if "health" not in operation["tags"]:  # Those say so themselves, or work without a database.
        common |= _ANY_WORK
    if "requestBody" in operation:
        common |= _ANY_BODY
    for status, response in common.items():
        _add(responses.setdefault(str(status), {"description": "", "content": {}}), response)


def _add(response: dict[str, Any], common: dict[str, Any]) -> None:
    if common["description"] not in response["description"]:
        response["description"] = "; ".join(filter(None, [response["description"], common["description"]]))
    (media_type, content), *_ = common["content"].items()
    there = response["content"].setdefault(media_type, {"schema": content["schema"], "examples": {}})
    there["examples"] |= content["examples"]


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details. Facts a program may want ride along as extra members.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/order-not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/items/0/length_mm"]},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "location": {"enum": ["body", "query", "path", "header"]},
                },
            },
        },
        "errors_left_out": {"type": "integer", "description": "Faults beyond those in `errors`."},
    },
    "additionalProperties": True,
}
