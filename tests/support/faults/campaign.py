"""The campaign: a system, clients, trouble, a bad network, the hostile; then quiet, and the audit."""

import asyncio
import itertools
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx2
import psycopg

from logistics.contracts.customers import CustomerCreate
from logistics.contracts.vehicles import VehicleCreate
from logistics.samples.vehicles import VEHICLES
from tests.support.audit.audit import audit
from tests.support.audit.books import Books, Finding, read_books
from tests.support.faults.asking import Asking, Memory
from tests.support.faults.hostile import Hostile
from tests.support.faults.people import Clients
from tests.support.faults.proxy import HOST, BadNetwork
from tests.support.faults.rights import Doors, Rights
from tests.support.faults.trouble import FillDisk, Trouble, make_trouble
from tests.support.small_disk import small_disk_at
from tests.support.system import System

ORDERS = ("order-0", "order-1")
TRANSPORT = ("transport-0", "transport-1")
AGENTS = {
    "ORCHESTRATOR_AGENT_URL": "orchestrator",
    "ANALYSER_AGENT_URL": "analyser",
    "TRANSPORT_AGENT_URL": "transport-agent",
}

DISK = "128m"
"""Room for what a long campaign leaves, and memory that a machine can spare for some seconds."""
CLIENTS = 10
LOOKS_EVERY_S = 0.5
QUIET_FOR_S = 5.0
"""Nothing was left to do for so long; that a booking changed is noticed within one second."""

UNFINISHED = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
     + (SELECT count(*) FROM orders WHERE status = 'processing')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign: goes on until so many orders were placed and so much trouble was made, or its time is over.

    Args:
        days: Pickup days that orders are spread over; fewer make vehicles scarce.
        trouble: What is done while clients work, one thing after the other, without end.
        peace_s: How long everything runs between two of them.
        within_s: No order is begun later than this.
        settle_s: How long the system may take to finish everything, once it is left in peace.
        settings: Of the system.
        evidence: Where the logs go when something is wrong.
    """

    seed: int
    orders: int
    troubles: int
    days: int
    trouble: Iterator[Trouble]
    peace_s: float
    within_s: float
    settle_s: float
    evidence: Path
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done, what clients saw, and what the auditor says.

    Args:
        layouts: How many are stored.
        left_out: What this machine does not allow to be done, in words.
    """

    books: Books
    layouts: int
    errors: list[str]
    findings: dict[str, list[Finding]]
    memory: Memory
    trouble: Counter[str]
    network: Counter[str]
    left_out: list[str]
    worked_s: float
    settled_s: float

    @property
    def wrong(self) -> list[str]:
        """Every finding, every answer that no client should get, and everything a process calls an error."""
        found = [str(finding) for findings in self.findings.values() for finding in findings]
        found += [f"surprising answer: {surprise}" for surprise in self.memory.surprises]
        return found + [f"error in a log: {error}" for error in self.errors]


async def run_campaign(plan: Plan) -> Outcome:
    """Start a system behind a bad network, mistreat it, let it settle, audit it; nothing is left of it."""
    network = BadNetwork(lambda name: system.record.ports[name], random.Random(plan.seed))
    async with network.between(*ORDERS, *TRANSPORT, *AGENTS.values(), "gateway"):
        system = System("--no-sample-data", **_addresses(network), **plan.settings)
        with small_disk_at(system.data_dir.root, DISK) as has_small_disk:
            try:
                await asyncio.to_thread(system.start)
                outcome = await _mistreated(system, network, plan, has_small_disk=has_small_disk)
                if outcome.wrong:
                    shutil.copytree(system.data_dir.logs, plan.evidence, dirs_exist_ok=True)
                return outcome
            finally:
                await asyncio.to_thread(system.remove)


def _addresses(network: BadNetwork) -> dict[str, str]:
    """Settings with which the parts reach each other over the bad network alone."""

    def at(name: str) -> str:
        return f"http://{HOST}:{network.ports[name]}"

    return {
        "ORDER_API_URL": ",".join(at(name) for name in ORDERS),
        "TRANSPORT_API_URL": ",".join(f"{at(name)}/api" for name in TRANSPORT),
        **{variable: at(name) for variable, name in AGENTS.items()},
    }


async def _mistreated(system: System, network: BadNetwork, plan: Plan, *, has_small_disk: bool) -> Outcome:
    customer_id, vehicle_id = await _furnish(system)
    memory, trouble, over, started = Memory(), Counter[str](), asyncio.Event(), time.monotonic()
    possible = (one for one in plan.trouble if has_small_disk or not isinstance(one, FillDisk))
    network.begin()
    async with _http(network, "gateway", _bearer(system)) as http, asyncio.TaskGroup() as tasks:
        ask = Asking(http, memory)
        clients = Clients(
            ask=ask,
            seed=plan.seed,
            customer_id=customer_id,
            first_day=datetime.now(UTC).date() + timedelta(days=1),
            days=plan.days,
        )
        rights = Rights(
            ask=ask,
            doors=_doors(system, network),
            customer_id=customer_id,
            vehicle_id=vehicle_id,
            seed=plan.seed,
        )
        tasks.create_task(make_trouble(system, possible, plan.peace_s, trouble, over))
        tasks.create_task(rights.give_and_take(over))
        tasks.create_task(Hostile(system, memory).go_on(over))
        numbers = itertools.takewhile(
            lambda number: number <= plan.orders or trouble.total() < plan.troubles, itertools.count(1)
        )
        at_work = [tasks.create_task(clients.work(numbers, started + plan.within_s)) for _ in range(CLIENTS)]
        await asyncio.wait(at_work)
        over.set()
    network.end()
    worked_s = time.monotonic() - started
    settled_s = await _settle(system, plan.settle_s)
    books = _books(system, memory)
    return Outcome(
        books=books,
        layouts=sum(1 for _ in books.layouts.glob("*/[0-9]*")),
        errors=list(_errors(system.data_dir.logs)),
        findings=audit(books),
        memory=memory,
        trouble=trouble,
        network=network.done,
        left_out=[] if has_small_disk else ["a full disk: this user may not mount a small one (root on Linux may)"],
        worked_s=worked_s,
        settled_s=settled_s,
    )


async def _furnish(system: System) -> tuple[int, int]:
    """A fleet, and a customer: the customer's id, and that of a vehicle."""
    async with system.clients() as (orders, transport):
        fleet = [await transport.create_vehicle(VehicleCreate.model_validate(vehicle)) for vehicle in VEHICLES]
        customer = await orders.create_customer(CustomerCreate(name="Alster", email="desk@example.com"))
    return customer.id, fleet[0].id


def _bearer(system: System) -> dict[str, str]:
    return {"Authorization": f"Bearer {system.admin_key}"}


def _http(network: BadNetwork, name: str, headers: Mapping[str, str]) -> httpx2.AsyncClient:
    """Clients reach everything over the bad network too, and wait as long as people do."""
    return _client(network.ports[name], headers)


def _client(port: int, headers: Mapping[str, str]) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=f"http://{HOST}:{port}",
        headers=headers,
        transport=httpx2.AsyncHTTPTransport(verify=False, trust_env=False),
        timeout=40,
    )


def _doors(system: System, network: BadNetwork) -> Doors:
    return Doors(
        gateway=partial(_http, network, "gateway"),
        transport={name: partial(_http, network, name) for name in TRANSPORT},
        streams=lambda headers: _client(system.record.ports["gateway"], headers),
    )


async def _settle(system: System, within_s: float) -> float:
    """Wait until nothing has been left to do for a while, or it takes too long; how long it took."""
    started = quiet_since = time.monotonic()
    while (now := time.monotonic()) - started < within_s and now - quiet_since < QUIET_FOR_S:
        if await _unfinished(system):
            quiet_since = time.monotonic()
        await asyncio.sleep(LOOKS_EVERY_S)
    return quiet_since - started


async def _unfinished(system: System) -> int:
    """How much is left to do; something, while the database is not there to be asked."""
    try:
        async with await psycopg.AsyncConnection.connect(system.database_url("order_db")) as connection:
            (count,) = await (await connection.execute(UNFINISHED)).fetchone() or (1,)
    except psycopg.OperationalError:
        return 1
    return int(count)


def _errors(logs: Path) -> Iterator[str]:
    """What our own code logged at the level that means a person must look; what dies or is lost is no such thing."""
    for file in sorted(logs.glob("*.log*")):
        for line in file.read_text(errors="replace").splitlines():
            if '"level": "error"' in line:
                yield from _told(file.name, line)


def _told(file: str, line: str) -> Iterator[str]:
    try:
        said = json.loads(line)
    except json.JSONDecodeError:  # A full disk took half of it.
        yield f"{file}: {line[:300]}"
        return
    if said.get("module", "").startswith("logistics."):
        last = said.get("exception", "").strip().rpartition("\n")[2]
        yield f"{file}: {said['event']} {said.get('path', '')} {last}"


def _books(system: System, memory: Memory) -> Books:
    with (
        psycopg.connect(system.database_url("order_db")) as order_db,
        psycopg.connect(system.database_url("transport_db")) as transport_db,
    ):
        return read_books(
            order_db,
            transport_db,
            layouts=system.data_dir.layouts,
            outbox=system.data_dir.outbox,
            accepted=memory.accepted,
        )
