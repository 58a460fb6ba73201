"""Who asks, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from logistics.access.permissions import Permission, givable_by, permissions_of
from logistics.kit.errors import Forbidden, Unauthenticated

PrincipalKind = Literal["user", "key", "run", "system"]


class CredentialMissing(Unauthenticated):
    """Nobody is signed in, and no key or token was sent."""


class CredentialNotAccepted(Unauthenticated):
    """The credential is unknown or has expired."""


class NotAllowed(Forbidden):
    """This credential does not hold the permission."""


class NotYourOrder(Forbidden):
    """This credential is for another order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who may be named in an event.

    Args:
        subject: Unique and lasting, for instance `user:5`; `name` is for people.
        grants: Roles, scopes or permissions, see `access.permissions`.
        order_id: Restricts a run to the order it works on.
        customer_id: Restricts a customer to its own orders.
        by_token: The credential is a token, which cannot be exchanged for another one.
        rests_on: What gives the authority, for instance `key:3#1`; it ends when any of these does. The numbers are
            versions, so that a change of rights is an end too.
        until: When it ends by itself.
    """

    kind: PrincipalKind
    name: str
    subject: str
    grants: frozenset[str]
    order_id: int | None = None
    run_id: int | None = None
    customer_id: int | None = None
    user_id: int | None = None
    by_token: bool = False
    rests_on: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this principal may do."""
        return permissions_of(self.grants)

    @property
    def givable(self) -> frozenset[Permission]:
        """Everything this principal may give to others, or take from them."""
        return givable_by(self.grants)

    def require(self, *any_of: Permission) -> None:
        """Refuse somebody who holds none of these.

        Raises:
            NotAllowed: Naming what would be needed.
        """
        if not self.permissions & set(any_of):
            raise NotAllowed(f"This needs the permission {' or '.join(any_of)}.", permissions=list(any_of))

    def require_order(self, order_id: int) -> None:
        """Refuse a run that reaches for an order other than its own.

        Raises:
            NotYourOrder: The credential was given for another order.
        """
        if self.order_id is not None and self.order_id != order_id:
            raise NotYourOrder(f"This run works on order {self.order_id}, not {order_id}.", order_id=order_id)

    def may_see(self, customer_id: int) -> bool:
        """Whether orders of this customer exist for the principal."""
        return self.customer_id in (None, customer_id)
