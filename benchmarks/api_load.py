"""People at work on a running system: requests a second, p50, p99 and errors through the gateway, and memory.

    benchmarks/api_load.py --users 10 50 --seconds 20 --think-ms 0 500

Needs wrk. `logistics up` is started for it with 1,000 orders and 50 vehicles; each user sends one request after the
other, and orders that are placed are carried through the agents at the same time, on days when vehicles are free. All
users share one key, so the rate for one principal is lifted; everything else is as shipped.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))
from memory import MB, process_rows
from wrk import run_wrk

from tests.support.filling import fill_orders, fill_transport
from tests.support.system import System, running_system

ORDERS = 1000
VEHICLES = 50

MIX = """
local host = {["Host"] = "127.0.0.1", ["Authorization"] = "Bearer %(key)s"}
local json = {["Host"] = "127.0.0.1", ["Authorization"] = "Bearer %(key)s", ["Content-Type"] = "application/json"}
local places = '"origin": {"city": "Hamburg", "country_code": "DE"},'
  .. ' "destination": {"city": "Berlin", "country_code": "DE"}'
local days = {%(days)s}

local function get(path) return wrk.format("GET", path, host) end
local function post(path, body) return wrk.format("POST", path, json, body) end
local function order() return math.random(%(orders)d) end
local function day() return days[math.random(#days)] end

local function question()
  return string.format('{"vehicle_id": %%d, %%s, "date": "%%s", "weight_kg": "256.5", "volume_m3": "1.44"}',
    math.random(%(vehicles)d), places, day())
end
local function wanted()
  return string.format('{"customer_id": %%d, "pickup_date": "%%s", %%s, "items": [{"description": "Crate",'
    .. ' "quantity": 3, "length_mm": 1000, "width_mm": 800, "height_mm": 600, "weight_kg": "85.5"}]}',
    math.random(200), day(), places)
end

-- How many in a hundred requests; the last takes the rest.
local mix = {
  {30, function() return get("/api/orders/orders?limit=20") end},
  {20, function() return get("/api/orders/orders/" .. order()) end},
  {10, function() return get("/api/orders/orders/" .. order() .. "/events") end},
  {5, function() return get("/api/orders/orders?q=PO-" .. order()) end},
  {5, function() return get("/api/orders/orders?status=needs_attention") end},
  {10, function() return get("/api/transport/vehicles") end},
  {8, function() return get("/api/transport/vehicles/available?days=2&date=" .. day()) end},
  {6, function() return get("/api/transport/bookings?order_id=" .. order()) end},
  {5, function() return post("/api/transport/bookings/calculate-price", question()) end},
  {1, function() return post("/api/orders/orders", wanted()) end},
}

function init() math.randomseed(number) end
function delay() return math.random(0, 2 * %(think_ms)d) end
function request()
  local drawn = math.random(100)
  for _, one in ipairs(mix) do
    drawn = drawn - one[1]
    if drawn <= 0 then return one[2]() end
  end
end
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, nargs="+", default=[10, 50])
    parser.add_argument(
        "--think-ms", type=int, nargs="+", default=[0, 500], help="mean pause of a user between requests"
    )
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    with running_system("--no-sample-data", LOGISTICS_RATE_PER_PRINCIPAL="1000000") as system:
        fill_orders(system.database_url("order_db"), ORDERS)
        fill_transport(system.database_url("transport_db"), VEHICLES, bookings=ORDERS)
        measure(system, seconds=3, users=10, think_ms=0)
        print("| users | mean pause | requests/s | p50 | p99 | longest | errors | orders placed meanwhile |")
        print("|---|---|---|---|---|---|---|---|")
        for think_ms in given.think_ms:
            for users in given.users:
                print(measure(system, given.seconds, users, think_ms), flush=True)
        report_orders(system)
        report_memory(system)


def measure(system: System, seconds: float, users: int, think_ms: int) -> str:
    """A row of the table."""
    before = count(system, "order_db", "SELECT count(*) FROM orders")
    key = system.data_dir.admin_key.read_text().strip()
    first = datetime.now(UTC).date() + timedelta(days=20)
    days = ", ".join(f'"{first + timedelta(days=number)}"' for number in range(600))
    script = MIX % {"key": key, "orders": ORDERS, "vehicles": VEHICLES, "days": days, "think_ms": think_ms}
    seen = run_wrk([system.record.ports["gateway"]], script, connections=users, seconds=seconds)
    placed = count(system, "order_db", "SELECT count(*) FROM orders") - before
    return (
        f"| {users} | {think_ms} ms | {seen.per_s:.0f} | {seen.p50_ms:.0f} ms | {seen.p99_ms:.0f} ms"
        f" | {seen.max_ms:.0f} ms | {seen.errors} of {seen.requests} | {placed} |"
    )


def report_orders(system: System) -> None:
    """What became of the orders that were placed, once all are decided."""
    wait_until_decided(system)
    with psycopg.connect(system.database_url("order_db")) as connection:
        rows = connection.execute("SELECT status, count(*) FROM orders WHERE id > %s GROUP BY 1", [ORDERS]).fetchall()
    print("\nOrders placed:", ", ".join(f"{number} {status}" for status, number in rows))


def wait_until_decided(system: System) -> None:
    undecided = f"SELECT count(*) FROM orders WHERE id > {ORDERS} AND status IN ('pending', 'processing')"
    while count(system, "order_db", undecided):
        time.sleep(1)


def count(system: System, database: str, statement: str) -> int:
    with psycopg.connect(system.database_url(database)) as connection:
        row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def report_memory(system: System) -> None:
    """PSS divides what processes share among them, so it adds up."""
    rows = process_rows(system)
    print("\nMemory (PSS, MB):", ", ".join(f"{name} {pss / MB:.0f}" for name, _, pss in rows))
    print(f"Together {sum(pss for _, _, pss in rows) / MB:.0f} MB")


if __name__ == "__main__":
    main()
