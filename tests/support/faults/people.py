"""Clients who do not give up: each places an order, has it processed, perhaps calls it off or sends it on its way.

They are as stubborn as real ones: what was not answered is sent again until it is, with the same `Idempotency-Key`
where it creates something.
"""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.support.builders.bodies import a_crate, an_order
from tests.support.faults.asking import Asking, GaveUp
from tests.support.faults.hands import book_by_hand

WAITS_FOR_A_DECISION_S = 180.0
LOOKS_EVERY_S = 0.5
UNDECIDED = frozenset({"pending", "processing"})

Fate = str
FATES: dict[Fate, int] = {
    "left alone": 36,
    "cancelled at once": 12,
    "cancelled later": 12,
    "sent on its way": 10,
    "sent on its way and called off": 4,
    "its booking cancelled": 4,
    "processed twice": 4,
    "edited at once": 6,
    "booked by hand": 4,
    "booked by hand and edited": 4,
    "booked by hand and called off": 4,
}
"""What becomes of an order after it is placed, and how often."""

GOODS: tuple[tuple[int, dict[str, Any]], ...] = (
    (50, {"quantity": 3}),
    (20, {"quantity": 8, "length_mm": 600, "weight_kg": "40", "max_layers": 2, "tags": ["chemicals"]}),
    (10, {"quantity": 4, "requires_refrigeration": True, "min_temperature_c": 2, "max_temperature_c": 8}),
    (10, {"quantity": 2, "length_mm": 6800, "width_mm": 2000, "height_mm": 2000, "weight_kg": "1800"}),
    (7, {"quantity": 3, "length_mm": 12500, "width_mm": 2200, "height_mm": 2200, "weight_kg": "6000"}),
    (3, {"quantity": 1, "length_mm": 15000}),
)
"""Lines of orders and how often: for a van, a small van, a refrigerated truck, a large truck, several, none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Everybody who works with the system. Days are those from which pickups are drawn."""

    ask: Asking
    seed: int
    customer_id: int
    first_day: date
    days: int

    async def work(self, numbers: Iterator[int], until: float) -> None:
        """Live one order after the other until there is none left, or it is time (monotonic) to go home."""
        for number in numbers:
            if time.monotonic() > until:
                return
            try:
                await self._live(number)
            except GaveUp as error:
                self.ask.memory.surprises.append(str(error))

    async def _live(self, number: int) -> None:
        """One order from placing to its fate; the same for the same seed and number."""
        rng = random.Random(f"{self.seed}-{number}")
        automatic = rng.random() < 0.85
        order_id = await self._place(number, rng, automatic)
        (fate,) = rng.choices(list(FATES), list(FATES.values()))
        self.ask.memory.counts[f"orders {fate}"] += 1
        if not automatic or fate == "processed twice":
            await self.ask("POST", f"orders/orders/{order_id}/process", expected={200, 202, 409})
        if fate in ("cancelled at once", "edited at once"):
            await asyncio.sleep(rng.uniform(0, 3))
            await (self._cancel(order_id) if fate == "cancelled at once" else self._edit(order_id, rng))
            return
        order = await self._decided(order_id)
        match fate:
            case "cancelled later":
                await self._cancel(order_id)
            case "sent on its way":
                await self._move(order["booking_ids"], "in_transit", "delivered")
            case "sent on its way and called off":
                await asyncio.gather(self._move(order["booking_ids"], "in_transit"), self._cancel(order_id))
            case "its booking cancelled":
                await self._move(order["booking_ids"][:1], "cancelled")
            case "booked by hand" | "booked by hand and edited" | "booked by hand and called off":
                await self._move(order["booking_ids"][:1], "cancelled")
                await asyncio.gather(book_by_hand(self.ask, order_id), self._meanwhile(fate, order_id, rng))

    async def _place(self, number: int, rng: random.Random, automatic: bool) -> int:
        (goods,) = rng.choices([line for _, line in GOODS], [share for share, _ in GOODS])
        day = self.first_day + timedelta(days=rng.randrange(self.days))
        body = an_order(
            self.customer_id, day, items=[a_crate(**goods)], reference=f"PO-{number}", auto_process=automatic
        )
        key = {"Idempotency-Key": f"order-{self.seed}-{number}"}
        placed = await self.ask("POST", "orders/orders", json=body, headers=key, expected={201})
        order_id = int(placed.json()["id"])
        self.ask.memory.accepted.add(order_id)
        return order_id

    async def _meanwhile(self, fate: Fate, order_id: int, rng: random.Random) -> None:
        """What a customer does while somebody books by hand."""
        await asyncio.sleep(rng.uniform(0, 0.2))
        match fate:
            case "booked by hand and edited":
                await self._edit(order_id, rng)
            case "booked by hand and called off":
                await self._cancel(order_id)

    async def _edit(self, order_id: int, rng: random.Random) -> None:
        """Change goods, day or priority, as far as that is still allowed."""
        day = self.first_day + timedelta(days=rng.randrange(self.days))
        change = rng.choice([{"priority": "critical"}, {"pickup_date": str(day)}, {"items": [a_crate(quantity=2)]}])
        await self.ask("PATCH", f"orders/orders/{order_id}", json=change, expected={200, 409})

    async def _cancel(self, order_id: int) -> None:
        await self.ask("POST", f"orders/orders/{order_id}/cancel", expected={200, 409})

    async def _move(self, booking_ids: list[int], *statuses: str) -> None:
        """Move bookings on; what was meanwhile cancelled does not move."""
        for status in statuses:
            for booking_id in booking_ids:
                path, body = f"transport/bookings/{booking_id}/status", {"status": status, "reason": "Campaign."}
                await self.ask("PATCH", path, json=body, expected={200, 409})

    async def _decided(self, order_id: int) -> dict[str, Any]:
        """The order once it is decided, or as it is after a good while; the auditor will see it."""
        give_up_at = time.monotonic() + WAITS_FOR_A_DECISION_S
        while True:
            await asyncio.sleep(LOOKS_EVERY_S)
            order = (await self.ask("GET", f"orders/orders/{order_id}", expected={200})).json()
            if order["status"] not in UNDECIDED or time.monotonic() > give_up_at:
                return dict(order)
