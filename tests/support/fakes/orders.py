"""The Order API as agents and the Transport API see it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import httpx2

from logistics.access.permissions import Role, permissions_of
from logistics.access.tokens import ACCESS_LIFETIME
from logistics.clients.identity import IdentityClient
from logistics.clients.orders import OrdersClient
from logistics.contracts.bookings import BookingRead
from logistics.contracts.identity import SessionRead
from logistics.contracts.money import Money
from logistics.contracts.notifications import NotificationRead
from logistics.contracts.orders import OrderRead, OrderStatus
from logistics.contracts.runs import RunRead, RunStarted, StepRead, Usage
from logistics.kit.clock import utc_now
from tests.support.builders.reads import NOW
from tests.support.fakes.service import Answer, FakeService, refusal
from tests.support.identity import Signer

PERSON = "lm_person_secret"
"""The key of a dispatcher."""


def a_person(role: Role, kind: Literal["user", "key", "run"] = "key") -> SessionRead:
    permissions = sorted(permissions_of(frozenset({role})))
    return SessionRead(
        kind=kind, name="Dana Petersen", user_id=None, customer_id=None, permissions=permissions, csrf_token=None
    )


class FakeOrders(FakeService):
    """Orders, their runs and messages; who people are, and what tokens no longer rest on.

    Before an order is read, `when_asked` is called. Of bookings, `told` lists what it was told; while it is `deaf`
    that is lost; `says_no` is the code of its refusal; `ahead` is what it knows better about a booking's status.
    `keys` are those it exchanges for tokens, with the role of each; it is `now` there.
    """

    def __init__(self, *orders: OrderRead) -> None:
        super().__init__()
        self.orders = {order.id: order for order in orders}
        self.notifications: list[NotificationRead] = []
        self.runs: dict[int, RunRead] = {}
        self.signer = Signer()
        self.hidden_from: set[str | None] = set()
        self.people: dict[str | None, SessionRead] = {f"Bearer {PERSON}": a_person("dispatcher")}
        self.when_asked: Callable[[], None] = lambda: None
        self.told: list[dict[str, Any]] = []
        self.deaf = False
        self.says_no: str | None = None
        self.ahead: dict[int, str] = {}
        self.keys: dict[str, Role] = {}
        self.ended: list[str] = []
        self.now = NOW
        self.routes = [
            ("GET", r"/sessions/current", self._who_am_i),
            ("GET", r"/orders/(\d+)", self._get),
            ("PATCH", r"/orders/(\d+)", self._patch),
            ("PUT", r"/orders/(\d+)/layout", self._note_layout),
            ("PUT", r"/orders/(\d+)/bookings", self._take_report),
            ("GET", r"/endings", self._endings),
            ("POST", r"/tokens", self._exchange),
            ("POST", r"/notifications", self._notify),
            ("POST", r"/runs", self._start),
            ("PATCH", r"/runs/(\d+)", self._end),
            ("POST", r"/runs/(\d+)/steps", self._steps),
        ]

    def client(self) -> OrdersClient:
        return OrdersClient("http://orders", credential="own-key", transport=self.transport())

    def identity(self) -> IdentityClient:
        return IdentityClient("http://orders", transport=self.transport())

    def begin(self, order_id: int, agent: str = "orchestrator") -> RunStarted:
        """A run as the worker starts it."""
        run_id = len(self.runs) + 1
        self.runs[run_id] = RunRead(
            id=run_id,
            order_id=order_id,
            agent=agent,
            model="rules",
            status="running",
            started_at=utc_now(),
            ended_at=None,
            steps=[],
            usage=Usage(),
        )
        return RunStarted(**self.runs[run_id].model_dump(), token=self.token_of(run_id))

    def token_of(self, run_id: int) -> str:
        """What the run acts with."""
        run = self.runs[run_id]
        return self.signer.run_token(run_id, run.order_id, run.started_at)

    def tools(self, run_id: int = 1) -> list[str]:
        """The tools that were recorded, in order."""
        return [step.tool for step in self.runs[run_id].steps]

    def _who_am_i(self, **_: Any) -> Answer:
        who = self.people.get(self.credentials[-1])
        return (200, who) if who else refusal(401, "credential-not-accepted")

    def heard(self) -> list[dict[int, str]]:
        """Each report of bookings that was taken, as booking and status."""
        return [{state["booking_id"]: state["status"] for state in report["bookings"]} for report in self.told]

    def _exchange(self, **_: Any) -> Answer:
        role = self.keys.get((self.credentials[-1] or "").removeprefix("Bearer "))
        if role is None:
            return refusal(401, "credential-not-accepted")
        return 201, {"token": self.signer.token(self.now, role), "expires_at": self.now + ACCESS_LIFETIME}

    def _endings(self, **_: Any) -> Answer:
        return 200, {"data": self.ended, "next_since": NOW}

    def _get(self, order_id: int, **_: Any) -> Answer:
        self.when_asked()
        if order_id not in self.orders or self.credentials[-1] in self.hidden_from:
            return refusal(404, "order-not-found", f"There is no order {order_id}.")
        return 200, self.orders[order_id]

    def _patch(self, order_id: int, body: Any, **_: Any) -> Answer:
        order = self.orders[order_id]
        if body["status"] == "booked":
            agrees = order.status is OrderStatus.BOOKED and order.booking_ids == body["booked"]["booking_ids"]
            return (200, order) if agrees else refusal(409, "bookings-disagree", f"The order is {order.status}.")
        if order.status is not OrderStatus.PROCESSING:
            return refusal(409, "illegal-transition", f"The order is {order.status}.")
        self.orders[order_id] = OrderRead.model_validate({**order.model_dump(), **body})
        return 200, self.orders[order_id]

    def _take_report(self, order_id: int, body: Any, **_: Any) -> Answer:
        if self.deaf:
            raise httpx2.ConnectError("refused")
        if self.says_no:
            return refusal(409, self.says_no, "The order was called off.")
        self.told.append(body)
        states = [
            {**state, "status": self.ahead.get(state["booking_id"], state["status"])} for state in body["bookings"]
        ]
        return 200, OrderRead.model_validate({**self.orders[order_id].model_dump(), "booking_states": states})

    def _note_layout(self, order_id: int, body: Any, **_: Any) -> Answer:
        self.orders[order_id] = OrderRead.model_validate({**self.orders[order_id].model_dump(), "layout": body})
        return 200, self.orders[order_id]

    def hear(self, order_id: int, bookings: list[BookingRead]) -> None:
        """The Transport API says what is booked."""
        if self.orders[order_id].status is not OrderStatus.PROCESSING or not bookings:
            return
        facts = {
            "status": OrderStatus.BOOKED,
            "booking_ids": [booking.id for booking in bookings],
            "layout": bookings[0].layout,
            "price": Money(amount=sum((b.price.amount for b in bookings), Decimal(0)), currency="EUR"),
        }
        self.orders[order_id] = self.orders[order_id].model_copy(update=facts)

    def _notify(self, body: Any, **_: Any) -> Answer:
        for known in self.notifications:
            if (known.order_id, known.event) == (body["order_id"], body["event"]):
                return 201, known
        told = NotificationRead(
            id=len(self.notifications) + 1,
            **body,
            channel="email",
            recipient="a@example.com",
            subject=f"Order {body['order_id']} is booked",
            body="It is.",
            status="queued",
            attempts=0,
            created_at=NOW,
            sent_at=None,
            error=None,
        )
        self.notifications.append(told)
        return 201, told

    def _start(self, body: Any, **_: Any) -> Answer:
        if body["order_id"] not in self.orders:
            return refusal(404, "order-not-found", f"There is no order {body['order_id']}.")
        return 201, self.begin(body["order_id"], body["agent"])

    def _end(self, run_id: int, body: Any, **_: Any) -> Answer:
        self.runs[run_id] = RunRead.model_validate({**self.runs[run_id].model_dump(), **body, "ended_at": NOW})
        return 200, self.runs[run_id]

    def _steps(self, run_id: int, body: Any, **_: Any) -> Answer:
        run = self.runs[run_id]
        added = [StepRead(seq=len(run.steps) + n, **step) for n, step in enumerate(body["steps"], 1)]
        self.runs[run_id] = run.model_copy(update={"steps": [*run.steps, *added]})
        return 201, self.runs[run_id]
