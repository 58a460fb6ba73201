"""What happened to orders, and who did it."""

from datetime import datetime
from typing import Any

from pydantic import (
    Field,
)

from logistics.access.principal import PrincipalKind
from logistics.contracts.base import Contract
from logistics.contracts.numbers import Id


class Actor(Contract):
    """Who did it."""

    kind: PrincipalKind
    name: str


class EventRead(Contract):
    """Something that happened to an order."""

    id: Id
    order_id: Id
    type: str
    actor: Actor
    at: datetime
    data: dict[str, Any] = Field(description="Facts; of what changed, the values before and after.")
    request_id: str | None = Field(default=None, description="X-Request-ID of the request that caused it.")
