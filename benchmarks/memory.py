"""Memory of each process of `logistics up`, after it has carried the sample orders.

    python benchmarks/memory.py

RSS counts what processes share once for each; PSS (Linux) divides it among them, so it adds up.
"""

import asyncio
import sys
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from logistics.contracts.orders import OrderStatus
from tests.support.system import System, running_system

MB = 1024 * 1024


def main() -> None:
    with running_system() as system:
        system.wait_for_sample_data()
        asyncio.run(_sample_orders_decided(system))
        rows = process_rows(system)
    print("| process | RSS MB | PSS MB |\n|---|---|---|")
    for name, rss, pss in [*rows, ("together", sum(row[1] for row in rows), sum(row[2] for row in rows))]:
        print(f"| {name} | {rss / MB:.0f} | {pss / MB:.0f} |")


async def _sample_orders_decided(system: System) -> None:
    async with system.clients() as (orders, _):
        for status in (OrderStatus.PENDING, OrderStatus.PROCESSING):
            while True:
                if not (await orders.list_orders(status=status, limit=1)).data:
                    break
                await asyncio.sleep(0.2)


def process_rows(system: System) -> list[tuple[str, int, int]]:
    """Name, RSS and PSS in bytes; the processes of PostgreSQL are one row."""
    supervisor = psutil.Process(system.record.supervisor.pid)
    named = {name: [system.process(name)] for name in system.record.children}
    named["postgres"] = [child for child in supervisor.children(recursive=True) if child.name() == "postgres"]
    named["supervisor"] = [supervisor]
    return [(name, *_memory(processes)) for name, processes in named.items()]


def _memory(processes: list[psutil.Process]) -> tuple[int, int]:
    infos = [process.memory_full_info() for process in processes]
    return sum(info.rss for info in infos), sum(getattr(info, "pss", info.rss) for info in infos)


if __name__ == "__main__":
    main()
