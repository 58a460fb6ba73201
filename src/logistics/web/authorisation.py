"""Who may call a route: said beside the route, decided before anything of the request is read."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from logistics.access.permissions import Permission
from logistics.access.principal import CredentialMissing, Principal
from logistics.access.rates import Rates
from logistics.web.bodies import MAX_BODY_BYTES, MAX_STRANGERS_BODY_BYTES, WholeRequest, body_of, weight_of
from logistics.web.parameters import Parameters, any_parameters

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing. For these a right may be believed for a moment; for a change it is asked for."""
ADMITTED_FOR_S = 1.0
"""A body that takes longer to arrive does not carry over who was allowed when it began."""


class Authentication(Protocol):
    """How a service learns who asks."""

    @property
    def schemes(self) -> dict[str, dict[str, Any]]:
        """The ways to prove it, as OpenAPI's security schemes."""

    async def principal_of(self, request: Request) -> Principal | None:
        """Who sent the request; None when it carries no credential.

        Raises:
            CredentialNotAccepted: It carries a wrong one.
        """


class Rule:
    """Who may call a route: holders of one of the permissions, any principal, or anybody."""

    def __init__(self, permissions: Sequence[Permission], *, public: bool = False) -> None:
        self.permissions = tuple(permissions)
        self.public = public

    def __call__(self) -> None:
        """Do nothing: a rule stands among the dependencies of a route for `GuardedRoute` to find."""

    async def admit(self, request: Request) -> None:
        """Let the request pass, or refuse it.

        Raises:
            CredentialMissing, CredentialNotAccepted: We do not know who asks.
            TooManyRequests: We do, and they ask too often.
            NotAllowed: They may not.
        """
        request.state.principal = None
        if self.public:
            return
        authentication: Authentication = request.app.state.authentication
        principal = await authentication.principal_of(request)
        if principal is None:
            raise CredentialMissing("Sign in, or send `Authorization: Bearer <key or token>`.")
        rates: Rates = request.app.state.rates
        rates.take_for_principal(principal)
        if self.permissions:
            principal.require(*self.permissions)
        request.state.principal = principal


def allowed(*any_of: Permission) -> Any:
    """For whoever holds one of these permissions; without any, for every principal."""
    return Depends(Rule(any_of))


def public() -> Any:
    """For anybody."""
    return Depends(Rule((), public=True))


class RouteWithoutRule(TypeError):
    """A route does not say who may call it."""


class GuardedRoute(APIRoute):
    """A route that applies its rule before it reads anything else, and tells it to the OpenAPI document.

    It takes no parameter that it does not name, unless `any_parameters` stands among its dependencies.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        dependencies = options.get("dependencies") or ()
        rule = _rule_of(dependencies)
        if rule is None:
            raise RouteWithoutRule(
                f"{endpoint.__module__}.{endpoint.__name__} has no rule: allowed(...) or public()."
            )
        self._any_parameters = any(each.dependency is any_parameters for each in dependencies)
        said = {"x-permission": list(rule.permissions)} | ({"security": []} if rule.public else {})
        options["openapi_extra"] = said | (options.get("openapi_extra") or {})
        self._rule = rule
        # Applied before everything else, so FastAPI, which would make a round of its own for it, need not know.
        options["dependencies"] = [each for each in dependencies if each.dependency not in (rule, any_parameters)]
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The handler behind the rule."""
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        parameters = None if self._any_parameters else Parameters(self.dependant)

        async def admit_and_handle(request: Request) -> Response:
            await self._rule.admit(request)
            if parameters is not None and request.scope["query_string"]:
                parameters.require(request.query_params)
            if self.body_field is None:
                return await handle(request)
            began = time.monotonic()
            whole = await self._read(request)
            if request.method not in SAFE and time.monotonic() - began > ADMITTED_FOR_S:
                await self._rule.admit(request)
            return await handle(whole)

        return admit_and_handle

    async def _read(self, request: Request) -> Request:
        """The request with its body, which is smaller where nobody knows who sends it.

        Raises:
            BodyTooLarge, BodyTooComplex, BodyIncomplete, MalformedJson: It is none to look into.
            TooManyRequests: It is as much work as its sender may not ask for now.
        """
        body = await body_of(request, MAX_STRANGERS_BODY_BYTES if self._rule.public else MAX_BODY_BYTES)
        whole = WholeRequest(request, body)
        if request.state.principal is not None and (weight := weight_of(body)):
            rates: Rates = request.app.state.rates
            rates.take_for_principal(request.state.principal, weight)
        if body:
            whole.read()
        return whole


def guarded_router(**options: Any) -> APIRouter:
    """A router on which every route must say who may call it, and is known by its name."""
    return APIRouter(route_class=GuardedRoute, generate_unique_id_function=lambda route: route.name, **options)


def add_routes(app: FastAPI, *routers: APIRouter) -> None:
    """Give an app the routes of guarded routers, side by side.

    A router inside of another would have the route of each request looked for three times, a tenth of a read.
    """
    for router in routers:
        app.router.routes.extend(router.routes)


def _rule_of(dependencies: Sequence[Dependency]) -> Rule | None:
    return next((d.dependency for d in dependencies if isinstance(d.dependency, Rule)), None)


async def _caller(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


Caller = Annotated[Principal, Depends(_caller)]
"""The parameter type of a route that must know who asks."""
