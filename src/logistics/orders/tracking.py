"""Links with which anybody who has one sees where an order is, and nothing else of it."""

from datetime import UTC, datetime, timedelta

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.tokens import LEEWAY, verified
from logistics.identity.repository.audit import AuditRepository
from logistics.identity.signing import LONGEST_LINK, SigningKeys
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.orders.errors import TrackingLinkNotFound
from logistics.orders.model import Order, OrderId
from logistics.orders.repository import OrderRepository
from logistics.orders.service import OrderService

LIFETIME: timedelta = LONGEST_LINK
_AUDIENCE = "tracking"


class TrackingService:
    """Tracking links: signed, so that none has to be stored, and expiring."""

    def __init__(self, database: Database, orders: OrderService, signing_keys: SigningKeys, now: Clock) -> None:
        self._db = database
        self._orders = orders
        self._signing_keys = signing_keys
        self._now = now

    async def new_link(self, order_id: OrderId, by: Principal) -> tuple[str, datetime]:
        """The secret of a link to an order that `by` may see, and when it expires."""
        order = await self._orders.get(order_id, by)
        expires_at = self._now() + LIFETIME
        token = await self._signing_keys.sign({"aud": _AUDIENCE, "order": order.id, "exp": expires_at})
        async with self._db.transaction() as tx:
            await AuditRepository(tx).add("tracking_link_created", by, f"order:{order.id}", self._now())
        return token, expires_at

    async def order_of(self, token: str) -> Order:
        """The order a link leads to.

        Raises:
            TrackingLinkNotFound: It has expired, or we never gave it out for this order.
        """
        try:
            claims = await verified(token, self._signing_keys.for_links, _AUDIENCE, self._now())
        except CredentialNotAccepted:
            raise TrackingLinkNotFound from None
        async with self._db.transaction() as tx:
            order = await OrderRepository(tx).get(OrderId(claims["order"]))
        given_out_at = datetime.fromtimestamp(claims["exp"], UTC) - LIFETIME
        # A restore gives the numbers of lost orders out again, perhaps to another customer's.
        if order.created_at > given_out_at + LEEWAY:
            raise TrackingLinkNotFound
        return order
