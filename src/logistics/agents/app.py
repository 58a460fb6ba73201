"""An agent as an HTTP app for Bedrock AgentCore: `POST /invocations`, `GET /ping`."""

import logging
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from bedrock_agentcore import BedrockAgentCoreApp
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from logistics.access.principal import CredentialMissing
from logistics.access.tokens import bearer_of
from logistics.agents.door import Door
from logistics.agents.host import AgentHost, create_host
from logistics.agents.models.building import build_model
from logistics.agents.neighbours import Neighbours, open_neighbours
from logistics.agents.settings import AgentSettings
from logistics.contracts.agents import AgentName, Invocation
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, TooLarge
from logistics.web.bodies import MalformedJson
from logistics.web.faults import invalid_request
from logistics.web.hosts import names_in
from logistics.web.problems import problem_of

MAX_BODY_BYTES = 64 * 1024
"""A prompt is at most 2,000 characters, and a task holds references only."""


class InvocationTooLarge(TooLarge):
    """The body is larger than 64 KB."""


def create_app(agent: AgentName, settings: AgentSettings) -> ASGIApp:
    """The app of one agent, with connections of its own."""
    # Strands puts prompts, arguments and results into traces unless it is told which attributes may show: none.
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_unredacted_attributes=")
    # It logs every failure as an error, with exception texts; ours are logged once, by the host, as what they mean.
    logging.getLogger("strands").setLevel(logging.CRITICAL)
    neighbours = open_neighbours(settings)
    return serve_host(create_host(agent, settings, neighbours, build_model(settings, agent)), neighbours, settings)


def serve_host(host: AgentHost, neighbours: Neighbours, settings: AgentSettings) -> ASGIApp:
    """A host behind HTTP; closes the neighbours when it stops."""
    on_platform = settings.access == "agentcore"

    @asynccontextmanager
    async def running(app: BedrockAgentCoreApp) -> AsyncIterator[None]:
        await host.warm_up()
        try:
            yield
        finally:
            await neighbours.close()

    async def invocations(request: Request) -> Response:
        given = request.headers.get("x-request-id", "").encode("latin-1")
        logs.bind_request(logs.acceptable_id(given) or uuid.uuid4().hex)
        try:
            credential = None if on_platform else _credential(request)
            answer = await host.answer(_invocation(await _body(request)), credential)
        except LogisticsError as error:
            return problem_of(error)
        return Response(answer.model_dump_json(), media_type="application/json")

    app = BedrockAgentCoreApp(lifespan=running)
    # The runtime's own handler runs invocations on a second event loop in a thread, answers bad JSON in words of its
    # own and shows exception texts, so ours stands before it. Its /ping stays: it tells when to keep a session.
    app.router.routes.insert(0, Route("/invocations", invocations, methods=["POST"]))
    return app if on_platform else Door(app, settings.secret, names_in(settings.hosts or ""))


def _credential(request: Request) -> str:
    """What whoever asks proves their right with.

    Raises:
        CredentialMissing, CredentialNotAccepted: Nothing, or nothing that could be it.
    """
    credential = bearer_of(request)
    if credential is None:
        raise CredentialMissing("Send `Authorization: Bearer <the run's token, or your own key or token>`.")
    return credential


async def _body(request: Request) -> bytes:
    """The body, up to the limit.

    Raises:
        InvocationTooLarge: It is longer.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise InvocationTooLarge(limit_bytes=MAX_BODY_BYTES)
    return bytes(body)


def _invocation(body: bytes) -> Invocation:
    """The invocation that a body holds.

    Raises:
        MalformedJson: It is not JSON.
        InvalidRequest: It is not an invocation; says where.
    """
    try:
        return Invocation.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise MalformedJson("The body is not JSON.") from None
    except ValidationError as error:
        raise invalid_request(error.errors(), Invocation) from None
