"""Our services beside their twin for Node: four endpoints, the same databases, two processes each, in turns.

    benchmarks/peers/measure.py --rounds 5 --seconds 3

Needs wrk, Node and `npm ci` in benchmarks/peers/express. Answers are compared before anything is measured.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))
from processes import admin_key, running, serving
from wrk import Measured, run_wrk

from logistics.kit.migrations import migrate
from logistics.local.postgres import EmbeddedPostgres
from logistics.local.supervisor.ports import choose_ports
from tests.support.filling import fill_orders, fill_transport

DAY = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
PLACES = {
    "origin": {"city": "Hamburg", "country_code": "DE", "lat": 53.55073, "lon": 9.99302},
    "destination": {"city": "Munich", "country_code": "DE", "lat": 48.13743, "lon": 11.57549},
}
QUESTION = {"vehicle_id": 5, **PLACES, "date": DAY, "weight_kg": "579", "volume_m3": "12", "priority": "express"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One question, put to both."""

    service: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """How people write it."""
        return f"{self.method} {self.path}"

    def lua(self, token: str) -> str:
        """The question for wrk."""
        lines = [
            f'wrk.method = "{self.method}"',
            f'wrk.path = "{self.path}"',
            f'wrk.headers["Authorization"] = "Bearer {token}"',
        ]
        if self.body is not None:
            lines += ['wrk.headers["Content-Type"] = "application/json"', f"wrk.body = [[{json.dumps(self.body)}]]"]
        return "\n".join(lines)


ENDPOINTS = (
    Endpoint("transport", "GET", "/api/vehicles"),
    Endpoint("transport", "GET", f"/api/vehicles/available?date={DAY}&days=2"),
    Endpoint("transport", "POST", "/api/bookings/calculate-price", QUESTION),
    Endpoint("orders", "GET", "/orders"),
)

WEEK = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()
ALSO_COMPARED = (
    Endpoint("transport", "GET", "/api/vehicles?limit=3&cursor=aTc"),
    Endpoint("transport", "GET", "/api/vehicles?limit=201"),
    Endpoint("transport", "GET", f"/api/vehicles/available?date={WEEK}&refrigerated=true&min_payload_kg=2800"),
    Endpoint("transport", "GET", f"/api/vehicles/available?date={WEEK}&min_length_mm=6101"),
    Endpoint("transport", "POST", "/api/bookings/calculate-price", QUESTION | {"priority": "critical"}),
    Endpoint("transport", "POST", "/api/bookings/calculate-price", QUESTION | {"vehicle_id": 10}),
    Endpoint("transport", "POST", "/api/bookings/calculate-price", QUESTION | {"weight_kg": "2801"}),
    Endpoint("orders", "GET", "/orders?limit=7&cursor=aTUw"),
    Endpoint("orders", "GET", "/orders?status=needs_attention"),
    Endpoint("orders", "GET", "/orders?customer_id=7"),
    Endpoint("orders", "GET", f"/orders?pickup_date={WEEK}"),
)
"""What is compared beside the questions that are measured: filters, pages, refusals."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="per endpoint, side and round")
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--vehicles", type=int, default=50)
    parser.add_argument("--orders", type=int, default=1000)
    given = parser.parse_args()
    with databases(given.vehicles, given.orders) as environment, ExitStack() as stack:
        sides = {"ours": stack.enter_context(ours(environment))}
        order_api = f"http://127.0.0.1:{sides['ours']['orders'][0]}"
        sides["twin"] = stack.enter_context(twin({**environment, "ORDER_API_URL": order_api}))
        credential = Credential(order_api, environment["LOGISTICS_API_KEY"])
        compare(sides, credential)
        measured = measure(sides, credential, given.rounds, given.connections, given.seconds)
    report(measured, given.connections)


class Credential:
    """A key, and the tokens it is exchanged for."""

    def __init__(self, order_api: str, key: str) -> None:
        self._order_api = order_api
        self._key = key

    def token(self) -> str:
        """A new one; it holds for ten minutes."""
        headers = {"Authorization": f"Bearer {self._key}"}
        answer = httpx2.post(f"{self._order_api}/tokens", headers=headers, trust_env=False)
        return str(answer.raise_for_status().json()["token"])


@contextmanager
def databases(vehicles: int, orders: int) -> Iterator[dict[str, str]]:
    """Both databases, migrated and filled, and the environment of whoever works with them."""
    with tempfile.TemporaryDirectory(prefix="logistics-peers-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        server = EmbeddedPostgres(Path(directory))
        server.start()
        try:
            urls = {name: server.url(name) for name in ("order_db", "transport_db")}
            migrate(urls["order_db"], "logistics.orders:migrations")
            migrate(urls["transport_db"], "logistics.transport:migrations")
            fill_orders(urls["order_db"], orders)
            fill_transport(urls["transport_db"], vehicles, bookings=orders)
            yield {
                **os.environ,
                "ORDERS_DATABASE_URL": urls["order_db"],
                "TRANSPORT_DATABASE_URL": urls["transport_db"],
                "LOGISTICS_API_KEY": admin_key(urls["order_db"]),
                "LOGISTICS_LAYOUTS_DIR": directory,
                # One key asks for everybody here; what is measured is the work, limits included.
                "LOGISTICS_RATE_PER_PRINCIPAL": "1000000",
            }
        finally:
            server.stop()


Side = Mapping[str, Sequence[int]]
"""The ports at which a side answers for each service."""


@contextmanager
def ours(environment: Mapping[str, str]) -> Iterator[Side]:
    """Two processes of each service."""
    ports = choose_ports(0)
    side = {"orders": (ports["order-0"], ports["order-1"]), "transport": (ports["transport-0"], ports["transport-1"])}
    environment = {**environment, "ORDER_API_URL": f"http://127.0.0.1:{ports['order-0']}"}
    with ExitStack() as stack:
        for service, numbers in side.items():
            for port in numbers:
                stack.enter_context(serving(service, port, environment))
        yield side


@contextmanager
def twin(environment: Mapping[str, str]) -> Iterator[Side]:
    """Two processes that answer for both."""
    ports = choose_ports(0)
    both = (ports["order-0"], ports["order-1"])
    with ExitStack() as stack:
        for port in both:
            given = {**environment, "PORT": str(port), "NODE_ENV": "production"}
            command = ["node", str(Path(__file__).parent / "express" / "server.js")]
            stack.enter_context(running(command, given, f"http://127.0.0.1:{port}/healthz"))
        yield {"orders": both, "transport": both}


def compare(sides: Mapping[str, Side], credential: Credential) -> None:
    """End when the two do not say the same; only what is new in each answer may differ."""
    token = credential.token()
    for endpoint in (*ENDPOINTS, *ALSO_COMPARED):
        for shown in (token, f"{token[:-8]}AAAAAAAA", None):
            ours, twin = (answer(endpoint, side, shown) for side in sides.values())
            if ours != twin:
                Path("ours.json").write_text(json.dumps(ours, indent=1, sort_keys=True))
                Path("twin.json").write_text(json.dumps(twin, indent=1, sort_keys=True))
                raise SystemExit(f"{endpoint.name}: the answers differ, see ours.json and twin.json.")


def answer(endpoint: Endpoint, side: Side, token: str | None) -> tuple[int, Any]:
    """The status, and what is said; of a refusal only its code, for each side has its own words."""
    url = f"http://127.0.0.1:{side[endpoint.service][0]}{endpoint.path}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    got = httpx2.request(endpoint.method, url, json=endpoint.body, headers=headers, trust_env=False)
    content = got.json()
    if got.is_error:
        return got.status_code, content["code"]
    return got.status_code, {
        name: value for name, value in content.items() if name not in ("quote_id", "valid_until")
    }


def measure(
    sides: Mapping[str, Side], credential: Credential, rounds: int, connections: int, seconds: float
) -> dict[str, dict[str, list[Measured]]]:
    """Every endpoint of both sides in turns, so that a busy machine is busy for both; the first round warms up."""
    measured: dict[str, dict[str, list[Measured]]] = {e.name: {name: [] for name in sides} for e in ENDPOINTS}
    for number in range(rounds + 1):
        for endpoint in ENDPOINTS:
            request = endpoint.lua(credential.token())
            for name, side in sides.items():
                result = run_wrk(side[endpoint.service], request, connections=connections, seconds=seconds)
                if number > 0:
                    measured[endpoint.name][name].append(result)
    return measured


def report(measured: Mapping[str, Mapping[str, Sequence[Measured]]], connections: int) -> None:
    print(f"{connections} connections, 2 processes a side; medians of the rounds, ratios from round to round")
    print(f"{'':60} {'ours/s':>8} {'twin/s':>8} {'ratio':>6} {'spread':>12} {'p99 ms ours':>12} {'twin':>6} errors")
    for name, sides in measured.items():
        ratios = [ours.per_s / twin.per_s for ours, twin in zip(sides["ours"], sides["twin"], strict=True)]
        rate, p99, errors = {}, {}, 0
        for side, results in sides.items():
            rate[side] = statistics.median(result.per_s for result in results)
            p99[side] = statistics.median(result.p99_ms for result in results)
            errors += sum(result.errors for result in results)
        spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
        print(
            f"{name:60} {rate['ours']:8.0f} {rate['twin']:8.0f} {statistics.median(ratios):6.2f} {spread:>12}"
            f" {p99['ours']:12.1f} {p99['twin']:6.1f} {errors}"
        )


if __name__ == "__main__":
    main()
