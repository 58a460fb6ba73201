"""Both services, each a process of its own on databases of their own, with nothing else of the system around them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import free_port, wait_until_ready

STOP_WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class Services:
    """Where they listen."""

    orders_url: str
    transport_url: str


@contextmanager
def running_services(
    *, orders_database: str, transport_database: str, layouts_dir: Path, key: str, **more: str
) -> Iterator[Services]:
    """Both services until the end of the block.

    Args:
        orders_database: URL of a migrated database of the Order API.
        transport_database: URL of a migrated database of the Transport API.
        layouts_dir: Where layouts are.
        key: What the Transport API reads orders with.
        more: Further settings of both.
    """
    orders_port, transport_port = free_port(), free_port()
    services = Services(f"http://127.0.0.1:{orders_port}", f"http://127.0.0.1:{transport_port}")
    settings = {"LOGISTICS_LAYOUTS_DIR": str(layouts_dir), **more}
    with ExitStack() as stack:
        stack.enter_context(_running("orders", orders_port, settings | {"ORDERS_DATABASE_URL": orders_database}))
        transport = {
            "TRANSPORT_DATABASE_URL": transport_database,
            "ORDER_API_URL": services.orders_url,
            "LOGISTICS_API_KEY": key,
        }
        stack.enter_context(_running("transport", transport_port, settings | transport))
        yield services


@contextmanager
def _running(service: str, port: int, settings: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "logistics.cli", "serve", service, "--port", str(port)]
    process = subprocess.Popen(
        command,
        env={"PATH": os.environ["PATH"], **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
        yield
        assert process.poll() is None, f"the {service} service ended by itself"
    finally:
        process.terminate()
        process.wait(STOP_WITHIN_S)
