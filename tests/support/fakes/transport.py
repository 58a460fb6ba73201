"""The Transport API as agents see it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from logistics.clients.transport import TransportClient
from logistics.contracts.bookings import BookingRead, BookingStatus
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import Money
from logistics.contracts.quotes import PriceLine, QuoteRead
from logistics.contracts.vehicles import Period, VehicleRead, VehicleStatus
from tests.support.builders.reads import NOW, PICKUP
from tests.support.fakes.service import Answer, FakeService, refusal


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
