"""Everything a booking needs, and the short words with which tests speak of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx2
from fastapi import FastAPI

from logistics.contracts.layout import LayoutDocument, Load
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderItem, OrderRead
from logistics.contracts.vehicles import VehicleRead
from logistics.layouts.store import DirectoryLayouts
from logistics.transport.app import create_app
from logistics.transport.settings import TransportSettings
from tests.support.builders.bodies import HAMBURG, PRAGUE, a_vehicle
from tests.support.builders.layouts import a_layout, a_price_request
from tests.support.builders.reads import NOW, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.identity import Signer


@dataclass
class World:
    """The Transport API and its neighbours."""

    app: FastAPI
    http: httpx2.AsyncClient
    orders: FakeOrders
    layouts: DirectoryLayouts
    layouts_dir: Path
    signer: Signer
    now: datetime = NOW

    @classmethod
    @asynccontextmanager
    async def running(cls, database_url: str, layouts_dir: Path) -> AsyncIterator[Self]:
        orders = FakeOrders()
        settings = TransportSettings(database_url=database_url, layouts_dir=layouts_dir, api_key="a program's key")
        signer = orders.signer
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
        answer = await self.http.post("/vehicles", json=a_vehicle(**given))
        assert answer.status_code == 201, answer.text
        return VehicleRead.model_validate(answer.json())

    def order(self, order_id: int = 123, *items: OrderItem, **given: Any) -> OrderRead:
        """An order that the Order API now has: of three crates, between towns without their coordinates."""
        order = an_order(order_id, *items, **{"origin": HAMBURG, "destination": PRAGUE, **given})
        self.orders.orders[order_id] = order
        return order

    async def store(self, document: LayoutDocument) -> LayoutRef:
        key = f"order-{document.order_ids[0]}.json"
        return await self.layouts.put(key, document.model_dump_json().encode())

    async def quote(self, vehicle_id: int, order: OrderRead, load: Load, **given: Any) -> int:
        """The id of a quote for this load of the order."""
        question = a_price_request(order, load).model_dump(mode="json", exclude_none=True)
        question |= {"vehicle_id": vehicle_id} | given
        answer = await self.http.post("/bookings/calculate-price", json=question)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["quote_id"])

    async def plan(self, order: OrderRead, *vehicles: VehicleRead) -> "Plan":
        """A sound plan: the order's pieces dealt out to the vehicles, stored and quoted."""
        document = a_layout(order, *vehicles)
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
