"""OrdersClient: the Order API, typed."""

from collections.abc import Sequence
from datetime import date, datetime

from logistics.clients.http import ServiceClient
from logistics.contracts.base import Page
from logistics.contracts.customers import CustomerCreate, CustomerRead
from logistics.contracts.events import EventRead
from logistics.contracts.identity import EndingsRead, TokenRead
from logistics.contracts.layout import LayoutDocument
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.notifications import (
    NotificationCreate,
    NotificationEvent,
    NotificationPatch,
    NotificationRead,
)
from logistics.contracts.order_bookings import BookingsReport
from logistics.contracts.orders import OrderCreate, OrderPatch, OrderRead, OrderStatus, OrderSummary
from logistics.contracts.products import ProductCreate, ProductRead
from logistics.contracts.runs import RunCreate, RunPatch, RunRead, RunStarted, RunStep, RunSteps, RunSummary


class OrdersClient(ServiceClient):
    """What the Order API offers; errors come back as `kit.errors` with the service's code."""

    async def list_customers(
        self, *, email: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[CustomerRead]:
        """A page of customers; `email` finds the one with exactly this address."""
        return await self._get(Page[CustomerRead], "customers", email=email, limit=limit, cursor=cursor)

    async def create_customer(self, customer: CustomerCreate, key: str | None = None) -> CustomerRead:
        """A new customer."""
        return await self._post(CustomerRead, "customers", customer, key)

    async def get_customer(self, customer_id: int) -> CustomerRead:
        """One customer."""
        return await self._get(CustomerRead, f"customers/{customer_id}")

    async def list_products(
        self, *, sku: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[ProductRead]:
        """A page of products."""
        return await self._get(Page[ProductRead], "products", sku=sku, limit=limit, cursor=cursor)

    async def create_product(self, product: ProductCreate, key: str | None = None) -> ProductRead:
        """A new product."""
        return await self._post(ProductRead, "products", product, key)

    async def list_orders(
        self,
        *,
        status: OrderStatus | None = None,
        customer_id: int | None = None,
        q: str | None = None,
        pickup_date: date | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[OrderSummary]:
        """A page of orders, newest first."""
        return await self._get(
            Page[OrderSummary],
            "orders",
            status=status,
            customer_id=customer_id,
            q=q,
            pickup_date=pickup_date,
            limit=limit,
            cursor=cursor,
        )

    async def place_order(self, order: OrderCreate, key: str | None = None) -> OrderRead:
        """A new order; with `auto_process` its job is in the same commit."""
        return await self._post(OrderRead, "orders", order, key)

    async def get_order(self, order_id: int) -> OrderRead:
        """One order."""
        return await self._get(OrderRead, f"orders/{order_id}")

    async def change_order(self, order_id: int, change: OrderPatch, version: int | None = None) -> OrderRead:
        """Change an order; with `version`, only if nobody else did meanwhile."""
        return await self._patch(OrderRead, f"orders/{order_id}", change, version)

    async def report_bookings(self, order_id: int, report: BookingsReport) -> OrderRead:
        """Say what is booked for an order; it comes back as it is then."""
        return await self._put(OrderRead, f"orders/{order_id}/bookings", report)

    async def process_order(self, order_id: int) -> OrderRead:
        """Plan and book it (again)."""
        return await self._post(OrderRead, f"orders/{order_id}/process")

    async def cancel_order(self, order_id: int) -> OrderRead:
        """Call it off; its vehicles are released."""
        return await self._post(OrderRead, f"orders/{order_id}/cancel")

    async def list_order_events(
        self, order_id: int, *, limit: int = 50, cursor: str | None = None
    ) -> Page[EventRead]:
        """What happened to an order, oldest first."""
        return await self._get(Page[EventRead], f"orders/{order_id}/events", limit=limit, cursor=cursor)

    async def note_layout(self, order_id: int, layout: LayoutRef) -> OrderRead:
        """Say which layout was saved for an order."""
        return await self._put(OrderRead, f"orders/{order_id}/layout", layout)

    async def get_layout(self, order_id: int) -> LayoutDocument:
        """The booked layout, else the one that was saved last."""
        return await self._get(LayoutDocument, f"orders/{order_id}/layout")

    async def start_run(self, run: RunCreate) -> RunStarted:
        """Record that agents start on an order, move it to `processing`, and get the token they act with."""
        return await self._post(RunStarted, "runs", run)

    async def list_runs(
        self, *, order_id: int | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[RunSummary]:
        """Runs, newest first."""
        return await self._get(Page[RunSummary], "runs", order_id=order_id, limit=limit, cursor=cursor)

    async def get_run(self, run_id: int) -> RunRead:
        """One run with its steps."""
        return await self._get(RunRead, f"runs/{run_id}")

    async def add_run_steps(self, run_id: int, steps: Sequence[RunStep]) -> RunRead:
        """Record tool calls."""
        return await self._post(RunRead, f"runs/{run_id}/steps", RunSteps(steps=list(steps)))

    async def end_run(self, run_id: int, end: RunPatch) -> RunRead:
        """Record how a run ended."""
        return await self._patch(RunRead, f"runs/{run_id}", end)

    async def notify(self, order_id: int, event: NotificationEvent) -> NotificationRead:
        """Tell the customer, once per order, event and set of bookings; a repeat answers the first one."""
        return await self._post(NotificationRead, "notifications", NotificationCreate(order_id=order_id, event=event))

    async def list_notifications(
        self, *, order_id: int | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[NotificationRead]:
        """The ledger."""
        return await self._get(Page[NotificationRead], "notifications", order_id=order_id, limit=limit, cursor=cursor)

    async def get_notification(self, notification_id: int) -> NotificationRead:
        """One notification."""
        return await self._get(NotificationRead, f"notifications/{notification_id}")

    async def attempt_delivery(self, notification_id: int) -> NotificationRead:
        """The message as it is to be delivered now, if it still is `queued`."""
        return await self._post(NotificationRead, f"notifications/{notification_id}/attempt")

    async def record_delivery(self, notification_id: int, attempt: NotificationPatch) -> NotificationRead:
        """Record what became of an attempt to deliver."""
        return await self._patch(NotificationRead, f"notifications/{notification_id}", attempt)

    async def list_endings(self, since: datetime | None) -> EndingsRead:
        """What tokens no longer rest on; `since` is `next_since` of the answer before."""
        return await self._get(EndingsRead, "endings", since=since and since.isoformat())

    async def exchange_credential(self) -> TokenRead:
        """A signed token, which both services read, for the credential of this client."""
        return await self._post(TokenRead, "tokens")
