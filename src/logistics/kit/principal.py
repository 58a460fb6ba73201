"""Who asks: the principal of a request, from its credential.

Signed-in users, roles and stored keys come to live in `orders`' identity room; this module holds what both
services need. A request without a credential counts as the local operator, because every process
listens on loopback only. A credential that is presented is always checked.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from logistics.kit.errors import Forbidden, Unauthenticated

RUN_TOKEN_MINUTES = 30
"""Longer than any run may take, so that a run never outlives its authority midway."""


class CredentialNotAccepted(Unauthenticated):
    """The credential is unknown or has expired."""


class NotYourOrder(Forbidden):
    """This credential is for another order."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who may be named in an event. `order_id` restricts a run to the order it works on."""

    kind: Literal["user", "key", "run", "system"]
    name: str
    scopes: frozenset[str] = field(default=frozenset({"*"}))
    order_id: int | None = None
    run_id: int | None = None

    def require_order(self, order_id: int) -> None:
        """Refuse a run that reaches for an order other than its own.

        Raises:
            NotYourOrder: The credential was given for another order.
        """
        if self.order_id is not None and self.order_id != order_id:
            raise NotYourOrder(f"This run works on order {self.order_id}, not {order_id}.", order_id=order_id)

    def actor(self) -> dict[str, str]:
        """How events name this principal."""
        return {"kind": self.kind, "name": self.name}


LOCAL = Principal("system", "local")


class Credentials:
    """Reads and signs credentials with the secret that the processes of one installation share."""

    def __init__(self, secret: str, api_key: str | None = None) -> None:
        self._key = OctKey.import_key(secret)
        self._api_key = api_key

    def sign_run(self, run_id: int, order_id: int, agent: str, scopes: Iterable[str], now: datetime) -> str:
        """A run token: the authority an agent has, and for how long."""
        claims: dict[str, Any] = {
            "sub": f"run:{run_id}",
            "run": run_id,
            "order": order_id,
            "name": agent,
            "scope": " ".join(sorted(scopes)),
            "iat": now,
            "exp": now + timedelta(minutes=RUN_TOKEN_MINUTES),
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def read(self, credential: str | None, now: datetime) -> Principal:
        """The principal behind a bearer credential; the local operator when there is none.

        Raises:
            CredentialNotAccepted: It is not ours, it was changed, or it has expired.
        """
        if credential is None:
            return LOCAL
        if self._api_key is not None and hmac.compare_digest(credential.encode(), self._api_key.encode()):
            return Principal("key", "admin")
        try:
            claims = jwt.decode(credential, self._key, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(now=lambda: int(now.timestamp()), exp={"essential": True}).validate(claims)
            return Principal(
                "run",
                str(claims["name"]),
                frozenset(str(claims["scope"]).split()),
                int(claims["order"]),
                int(claims["run"]),
            )
        except (JoseError, KeyError, ValueError, TypeError):
            raise CredentialNotAccepted from None


async def current_principal(request: Request) -> Principal:
    """FastAPI dependency: who sent this request."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme and (scheme.lower() != "bearer" or not credential):
        raise CredentialNotAccepted("Send `Authorization: Bearer <key or token>`.")
    credentials: Credentials = request.app.state.credentials
    return credentials.read(credential or None, request.app.state.clock())


Caller = Annotated[Principal, Depends(current_principal)]
"""The parameter type of a route that must know who asks."""
