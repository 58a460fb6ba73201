"""Dispatchers who book by hand what agents had booked, with the layout that is stored."""

from typing import Any

from tests.support.faults.asking import Asking


async def book_by_hand(ask: Asking, order_id: int) -> None:
    """Price every load of the layout the order had last, and book them; any of it may be refused."""
    order = (await ask("GET", f"orders/orders/{order_id}", expected={200})).json()
    query = {"order_id": str(order_id)}
    bookings = (await ask("GET", "transport/bookings", params=query, expected={200})).json()["data"]
    stored = await ask("GET", f"orders/orders/{order_id}/layout", expected={200, 404})
    if not bookings or stored.status_code == 404:
        return
    quotes = [await _quote(ask, order, load) for load in stored.json()["loads"]]
    layout = bookings[0]["layout"]
    body = {
        "order_ids": [order_id],
        **{f"layout_{name}": layout[name] for name in ("key", "version", "sha256")},
        "loads": [{"quote_id": quote or 1, "load_index": index} for index, quote in enumerate(quotes)],
    }
    await ask("POST", "transport/bookings", json=body, expected={201, 409, 422})


async def _quote(ask: Asking, order: dict[str, Any], load: dict[str, Any]) -> int | None:
    ends = {
        end: {name: value for name, value in order[end].items() if value is not None}
        for end in ("origin", "destination")
    }
    wanted = {
        "vehicle_id": load["space"]["vehicle_id"],
        **ends,
        "date": order["pickup_date"],
        "weight_kg": load["metrics"]["weight_kg"],
        "volume_m3": load["metrics"]["volume_m3"],
        "priority": order["priority"],
    }
    priced = await ask("POST", "transport/bookings/calculate-price", json=wanted, expected={201, 409, 422})
    return int(priced.json()["quote_id"]) if priced.status_code == 201 else None
