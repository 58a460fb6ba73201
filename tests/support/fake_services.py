"""Order and Transport API as the agents see them: the contract's JSON over a mock transport, kept in memory."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import httpx2

from logistics.access.permissions import Role, permissions_of
from logistics.clients.identity import IdentityClient
from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.address import Address
from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.identity import SessionRead
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.notifications import NotificationRead
from logistics.contracts.orders import OrderItem, OrderRead, OrderStatus, Priority, Totals
from logistics.contracts.quotes import PriceLine, QuoteRead
from logistics.contracts.runs import RunRead, RunStarted, StepRead, Usage
from logistics.contracts.vehicles import Period, VehicleRead, VehicleStatus
from logistics.kit.clock import utc_now
from tests.support.identity import Signer

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
PICKUP = date(2026, 12, 24)
HAMBURG = Address(city="Hamburg", country_code="DE", lat=53.55, lon=10.0)
PRAGUE = Address(city="Prague", country_code="CZ", lat=50.08, lon=14.43)

Answer = tuple[int, Any]


def an_item(line: int = 1, **given: Any) -> OrderItem:
    goods: dict[str, Any] = {
        "description": "Crate",
        "quantity": 1,
        "length_mm": 1200,
        "width_mm": 800,
        "height_mm": 900,
        "weight_kg": "85.5",
    }
    return OrderItem(line=line, **{**goods, **given})


def an_order(order_id: int = 123, *items: OrderItem, **given: Any) -> OrderRead:
    lines = list(items) or [an_item(quantity=3)]
    pieces = sum(item.quantity for item in lines)
    volume = sum(item.quantity * item.length_mm * item.width_mm * item.height_mm for item in lines)
    order: dict[str, Any] = {
        "id": order_id,
        "number": f"ORD-2026-{order_id:06d}",
        "customer_id": 1,
        "reference": None,
        "priority": Priority.STANDARD,
        "pickup_date": PICKUP,
        "origin": HAMBURG,
        "destination": PRAGUE,
        "items": lines,
        "notes": None,
        "auto_process": True,
        "status": OrderStatus.PROCESSING,
        "status_reason": None,
        "remedy": None,
        "totals": Totals(
            pieces=pieces,
            weight_kg=sum((item.quantity * item.weight_kg for item in lines), Decimal(0)),
            volume_m3=Decimal(volume) / 10**9,
        ),
        "booking_ids": [],
        "layout": None,
        "price": None,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return OrderRead.model_validate({**order, **given})


def a_vehicle(vehicle_id: int = 1, **given: Any) -> VehicleRead:
    vehicle: dict[str, Any] = {
        "id": vehicle_id,
        "registration": f"HH-LM {vehicle_id}",
        "name": f"LKW-{vehicle_id}",
        "vehicle_type": "truck-7.5",
        "cargo_length_mm": 6200,
        "cargo_width_mm": 2450,
        "cargo_height_mm": 2400,
        "door_width_mm": 2450,
        "door_height_mm": 2400,
        "max_payload_kg": "3000",
        "base_charge": "80.00",
        "rate_per_km": "1.1",
        "status": VehicleStatus.ACTIVE,
        "version": 1,
    }
    return VehicleRead.model_validate({**vehicle, **given})


PERSON = "lm_person_secret"
"""The key of a dispatcher."""


def a_person(role: Role, kind: Literal["user", "key", "run"] = "key") -> SessionRead:
    permissions = sorted(permissions_of(frozenset({role})))
    return SessionRead(
        kind=kind, name="Dana Petersen", user_id=None, customer_id=None, permissions=permissions, csrf_token=None
    )


class FakeService:
    """Routes by pattern; `down` makes every request fail as if nothing listened; `calls` lists what was asked."""

    def __init__(self) -> None:
        self.routes: list[tuple[str, str, Callable[..., Answer]]] = []
        self.calls: list[str] = []
        self.credentials: list[str | None] = []
        self.requests: dict[str, list[Any]] = {}
        self.down = False

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def count(self, call: str) -> int:
        return self.calls.count(call)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("connection refused")
        self.calls.append(f"{request.method} {request.url.path}")
        self.credentials.append(request.headers.get("authorization"))
        body = json.loads(request.content) if request.content else None
        self.requests.setdefault(self.calls[-1], []).append(body)
        for method, pattern, handler in self.routes:
            if method == request.method and (found := re.fullmatch(pattern, request.url.path)):
                status, answer = handler(*map(int, found.groups()), query=dict(request.url.params), body=body)
                text = (
                    answer.model_dump_json()
                    if hasattr(answer, "model_dump_json")
                    else json.dumps(answer, default=str)
                )
                return httpx2.Response(status, content=text)
        return httpx2.Response(404, json={"code": "no-such-path", "detail": request.url.path})


def refusal(status: int, code: str, detail: str = "No.") -> Answer:
    return status, {"status": status, "code": code, "detail": detail, "title": code}


class FakeOrders(FakeService):
    def __init__(self, *orders: OrderRead) -> None:
        super().__init__()
        self.orders = {order.id: order for order in orders}
        self.notifications: list[NotificationRead] = []
        self.runs: dict[int, RunRead] = {}
        self.signer = Signer()
        self.hidden_from: set[str | None] = set()
        self.people: dict[str | None, SessionRead] = {f"Bearer {PERSON}": a_person("dispatcher")}
        self.routes = [
            ("GET", r"/sessions/current", self._who_am_i),
            ("GET", r"/orders/(\d+)", self._get),
            ("PATCH", r"/orders/(\d+)", self._patch),
            ("PUT", r"/orders/(\d+)/layout", self._note_layout),
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

    def _get(self, order_id: int, **_: Any) -> Answer:
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


class FakeTransport(FakeService):
    """`refusals` are answered to the next bookings instead of booking; `on_booking` runs before each attempt.

    `tell` hears of an order's bookings, once they are made or asked for.
    """

    def __init__(self, *vehicles: VehicleRead) -> None:
        super().__init__()
        self.tell: Callable[[int, list[BookingRead]], None] = lambda order_id, bookings: None
        self.vehicles = {vehicle.id: vehicle for vehicle in vehicles}
        self.bookings: list[BookingRead] = []
        self.taken: set[tuple[int, date]] = set()
        self.refusals: list[Answer] = []
        self.on_booking: Callable[[], None] = lambda: None
        self._quotes: dict[int, QuoteRead] = {}
        self.routes = [
            ("GET", r"/vehicles", self._list),
            ("GET", r"/vehicles/available", self._available),
            ("POST", r"/bookings/calculate-price", self._price),
            ("GET", r"/bookings", self._list_bookings),
            ("POST", r"/bookings", self._book),
            ("PATCH", r"/bookings/(\d+)/status", self._move),
        ]

    def client(self) -> TransportClient:
        return TransportClient("http://transport", credential="own-key", transport=self.transport())

    def take(self, vehicle_id: int, *days: date) -> None:
        """Another order has the vehicle on these days."""
        self.taken |= {(vehicle_id, day) for day in days}

    def add_booking(self, order_id: int, layout: LayoutRef, vehicle_id: int, load_index: int = 0) -> BookingRead:
        booking = BookingRead(
            id=len(self.bookings) + 1,
            number=f"BK-{len(self.bookings) + 1}",
            vehicle_id=vehicle_id,
            order_ids=[order_id],
            load_index=load_index,
            period=Period(from_=PICKUP, to=PICKUP + timedelta(days=2)),
            layout=layout,
            quote_id=1,
            price=Money(amount=Decimal("812.40"), currency="EUR"),
            status=BookingStatus.CONFIRMED,
            status_reason=None,
            version=1,
            created_at=NOW,
            updated_at=NOW,
        )
        self.bookings.append(booking)
        return booking

    def settle(self, order_id: int) -> None:
        """Tell the order what is booked for it."""
        self.tell(order_id, [booking for booking in self.held() if order_id in booking.order_ids])

    def held(self) -> list[BookingRead]:
        return [booking for booking in self.bookings if booking.status is not BookingStatus.CANCELLED]

    def _list(self, **_: Any) -> Answer:
        return 200, {"data": [json.loads(v.model_dump_json()) for v in self.vehicles.values()], "next_cursor": None}

    def _available(self, query: dict[str, str], **_: Any) -> Answer:
        start = date.fromisoformat(query["date"])
        days = [start + timedelta(days=n) for n in range(int(query["days"]))]
        booked = {b.vehicle_id for b in self.held() if b.period.from_ <= days[-1] and days[0] < b.period.to}
        free = [
            vehicle
            for vehicle in self.vehicles.values()
            if vehicle.status is VehicleStatus.ACTIVE
            and vehicle.id not in booked
            and not any((vehicle.id, day) in self.taken for day in days)
        ]
        return 200, {"data": [json.loads(v.model_dump_json()) for v in free], "next_cursor": None}

    def _price(self, body: Any, **_: Any) -> Answer:
        day = date.fromisoformat(body["date"])
        quote = QuoteRead(
            quote_id=len(self._quotes) + 1,
            vehicle_id=body["vehicle_id"],
            valid_until=NOW,
            period=Period(from_=day, to=day + timedelta(days=2)),
            distance_km=Decimal("606.2"),
            distance_source="haversine x 1.22",
            lines=[PriceLine(code="base", label="Base charge", amount=Decimal("812.40"))],
            total=Money(amount=Decimal("812.40"), currency="EUR"),
        )
        self._quotes[quote.quote_id] = quote
        return 200, quote

    def _list_bookings(self, query: dict[str, str], **_: Any) -> Answer:
        own = [json.loads(b.model_dump_json()) for b in self.bookings if int(query["order_id"]) in b.order_ids]
        return 200, {"data": own, "next_cursor": None}

    def _book(self, body: Any, **_: Any) -> Answer:
        self.on_booking()
        order_id = body["order_ids"][0]
        self.settle(order_id)
        if self.refusals:
            return self.refusals.pop(0)
        vehicles = [self._quotes[load["quote_id"]].vehicle_id for load in body["loads"]]
        if any((vehicle, PICKUP) in self.taken for vehicle in vehicles):
            return refusal(409, "vehicle-already-booked", "The vehicle is booked on that day.")
        ref = LayoutRef(key=body["layout_key"], version=body["layout_version"], sha256=body["layout_sha256"])
        made = [
            self.add_booking(order_id, ref, vehicle, load["load_index"])
            for vehicle, load in zip(vehicles, body["loads"], strict=True)
        ]
        self.settle(order_id)
        return 201, {"data": [json.loads(b.model_dump_json()) for b in made], "next_cursor": None}

    def _move(self, booking_id: int, body: Any, **_: Any) -> Answer:
        moved = self.bookings[booking_id - 1].model_copy(update={"status": BookingStatus(body["status"])})
        self.bookings[booking_id - 1] = moved
        return 200, moved
