"""Everything a booking needs, and the short words with which tests speak of it."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx2
from fastapi import FastAPI

from logistics.clients.orders import OrdersClient
from logistics.contracts.goods import DockRules
from logistics.contracts.layout import Engine, LayoutDocument, Load, Metrics, PlacedPiece, Space
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderRead, Piece, Totals
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.store import DirectoryLayouts
from logistics.transport.app import create_app
from logistics.transport.settings import TransportSettings
from tests.support.builders import BODY, with_true_figures
from tests.support.identity import Signer, endings

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PICKUP = date(2026, 12, 24)
HAMBURG = {"city": "Hamburg", "country_code": "DE"}
PRAGUE = {"city": "Prague", "country_code": "CZ"}
CRATE = {"description": "Crate", "length_mm": 1200, "width_mm": 800, "height_mm": 900, "weight_kg": "85.5"}
VEHICLE = {
    "registration": "HH-LM 1042",
    "name": "Box truck 7.5 t",
    "vehicle_type": "truck-7.5",
    "cargo_length_mm": 6100,
    "cargo_width_mm": 2450,
    "cargo_height_mm": 2400,
    "door_width_mm": 2400,
    "door_height_mm": 2300,
    "max_payload_kg": "2800",
    "base_charge": "90.00",
    "rate_per_km": "1.15",
}


@dataclass
class Orders:
    """An Order API that answers from memory; `down` makes it refuse connections, `when_asked` is called at each read.

    `told` lists what it was told is booked; `says_no` is the code with which it refuses that.
    """

    known: dict[int, OrderRead] = field(default_factory=dict)
    down: bool = False
    deaf: bool = False
    says_no: str | None = None
    told: list[dict[str, Any]] = field(default_factory=list)
    ahead: dict[int, str] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    when_asked: Callable[[], None] = lambda: None

    def client(self) -> OrdersClient:
        return OrdersClient("http://orders", transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/endings":
            return endings(*self.ended)
        if self.down or (self.deaf and request.method == "PUT"):
            raise httpx2.ConnectError("refused", request=request)
        order = self.known.get(int(request.url.path.split("/")[2]))
        if order is None:
            return httpx2.Response(404, json={"code": "order-not-found", "detail": "There is no such order."})
        if request.method == "PUT":
            return self._hear(order, json.loads(request.content))
        self.when_asked()
        return self._order(order)

    def _hear(self, order: OrderRead, report: dict[str, Any]) -> httpx2.Response:
        if self.says_no:
            return httpx2.Response(409, json={"code": self.says_no, "detail": "The order was called off."})
        self.told.append(report)
        states = [
            {**state, "status": self.ahead.get(state["booking_id"], state["status"])} for state in report["bookings"]
        ]
        return self._order(OrderRead.model_validate({**order.model_dump(), "booking_states": states}))

    def heard(self) -> list[dict[int, str]]:
        """Each report that was taken, as booking and status."""
        return [{state["booking_id"]: state["status"] for state in report["bookings"]} for report in self.told]

    @staticmethod
    def _order(order: OrderRead) -> httpx2.Response:
        return httpx2.Response(
            200, content=order.model_dump_json().encode(), headers={"Content-Type": "application/json"}
        )


@dataclass
class World:
    """The Transport API and its neighbours."""

    app: FastAPI
    http: httpx2.AsyncClient
    orders: Orders
    layouts: DirectoryLayouts
    layouts_dir: Path
    signer: Signer
    now: datetime = NOW

    @classmethod
    @asynccontextmanager
    async def running(cls, database_url: str, layouts_dir: Path) -> AsyncIterator[Self]:
        orders = Orders()
        settings = TransportSettings(database_url=database_url, layouts_dir=layouts_dir, api_key="a program's key")
        signer = Signer()
        app = create_app(settings, lambda: world.now, orders.client(), signer.published())
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://transport/api", timeout=60) as http,
        ):
            world = cls(app, http, orders, DirectoryLayouts(layouts_dir), layouts_dir, signer)
            # Tests let days go by; what it takes to ask is no part of what they are about.
            http.headers["Authorization"] = f"Bearer {signer.token(NOW, 'admin', holds=timedelta(days=60))}"
            yield world

    async def vehicle(self, **given: Any) -> VehicleRead:
        answer = await self.http.post("/vehicles", json=VEHICLE | given)
        assert answer.status_code == 201, answer.text
        return VehicleRead.model_validate(answer.json())

    def order(self, order_id: int = 123, **given: Any) -> OrderRead:
        """An order of three crates from Hamburg to Prague."""
        order = OrderRead.model_validate(
            {
                "id": order_id,
                "number": f"ORD-2026-{order_id:06d}",
                "customer_id": 1,
                "reference": None,
                "priority": "standard",
                "pickup_date": PICKUP,
                "origin": HAMBURG,
                "destination": PRAGUE,
                "items": [{"line": 1, "quantity": 3, **CRATE}],
                "notes": None,
                "auto_process": True,
                "status": "processing",
                "status_reason": None,
                "remedy": None,
                "totals": Totals(pieces=3, weight_kg="256.5", volume_m3="2.592"),
                "booking_ids": [],
                "layout": None,
                "price": None,
                "version": 1,
                "created_at": NOW,
                "updated_at": NOW,
            }
            | given
        )
        self.orders.known[order_id] = order
        return order

    async def store(self, document: LayoutDocument) -> LayoutRef:
        key = f"order-{document.order_ids[0]}.json"
        return await self.layouts.put(key, document.model_dump_json().encode())

    async def quote(self, vehicle_id: int, order: OrderRead, load: Load, **given: Any) -> int:
        """The id of a quote for this load of the order."""
        answer = await self.http.post("/bookings/calculate-price", json=question(vehicle_id, order, load) | given)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["quote_id"])

    async def plan(self, order: OrderRead, *vehicles: VehicleRead) -> "Plan":
        """A sound plan: the order's pieces dealt out to the vehicles, stored and quoted."""
        document = layout(order, *vehicles)
        quotes = [await self.quote(load.space.vehicle_id, order, load) for load in document.loads]
        return Plan(order, document, await self.store(document), quotes)

    async def book(self, plan: "Plan", **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post("/bookings", json=plan.request(), headers=named)

    def run_token(self, order_id: int) -> str:
        return self.signer.run_token(7, order_id, self.now)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Plan:
    """What an agent would send."""

    order: OrderRead
    document: LayoutDocument
    layout: LayoutRef
    quote_ids: list[int]

    def request(self) -> dict[str, Any]:
        return {
            "order_ids": [self.order.id],
            "layout_key": self.layout.key,
            "layout_version": self.layout.version,
            "layout_sha256": self.layout.sha256,
            "loads": [{"quote_id": quote_id, "load_index": index} for index, quote_id in enumerate(self.quote_ids)],
        }


def question(vehicle_id: int, order: OrderRead, load: Load) -> dict[str, Any]:
    return {
        "vehicle_id": vehicle_id,
        "origin": order.origin.model_dump(exclude_none=True),
        "destination": order.destination.model_dump(exclude_none=True),
        "date": str(order.pickup_date),
        "weight_kg": str(load.metrics.weight_kg),
        "volume_m3": str(load.metrics.volume_m3),
        "priority": order.priority,
    }


def layout(order: OrderRead, *vehicles: VehicleRead) -> LayoutDocument:
    """The order's pieces dealt out to the vehicles, one behind the other on the floor."""
    hands = [list(order.pieces())[start :: len(vehicles)] for start in range(len(vehicles))]
    return LayoutDocument(
        order_ids=[order.id],
        loads=[_load(hand, vehicle) for hand, vehicle in zip(hands, vehicles, strict=True)],
        unplaced=[],
        engine=Engine(name="by hand", version="1", seed=0, ms=0),
        created_at=NOW,
    )


def _load(pieces: list[Piece], vehicle: VehicleRead) -> Load:
    load = Load(
        space=Space(
            vehicle_id=vehicle.id,
            length_mm=vehicle.cargo_length_mm,
            width_mm=vehicle.cargo_width_mm,
            height_mm=vehicle.cargo_height_mm,
            max_payload_kg=vehicle.max_payload_kg,
            **{name: getattr(vehicle, name) for name in BODY},
        ),
        placements=[_placed(piece, step) for step, piece in enumerate(pieces, 1)],
        metrics=Metrics(filled_share=0, weight_kg=0, volume_m3=0, centre_of_gravity_mm=(0, 0, 0), floor_share=0),
        checks=[],
    )
    return with_true_figures(load)


def _placed(piece: Piece, step: int) -> PlacedPiece:
    return PlacedPiece(
        item=piece.item,
        order_id=piece.order_id,
        sku=piece.sku,
        description=piece.description,
        x_mm=(step - 1) * piece.length_mm,
        y_mm=0,
        z_mm=0,
        dx_mm=piece.length_mm,
        dy_mm=piece.width_mm,
        dz_mm=piece.height_mm,
        weight_kg=piece.weight_kg,
        load_step=step,
        fragile=piece.fragile,
        supported_share=1,
        load_on_top_kg=0,
        **{name: getattr(piece, name) for name in DockRules.model_fields},
    )
