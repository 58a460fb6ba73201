"""Processes that are measured, started and stopped."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

import httpx2

from logistics.identity.bootstrap import enrol_keys
from logistics.identity.secrets import KeyText

START_WITHIN_S = 60


def admin_key(orders_database_url: str) -> str:
    """A key that may do everything, known to a migrated `order_db`."""
    keys = asyncio.run(enrol_keys(orders_database_url, {"admin": KeyText.new()}, {"admin": ["admin"]}))
    return str(keys["admin"])


def serving(service: str, port: int, environment: Mapping[str, str]) -> AbstractContextManager[None]:
    """A process of a service."""
    command = [sys.executable, "-m", "logistics.cli", "serve", service, "--port", str(port)]
    return running(command, environment, f"http://127.0.0.1:{port}/readyz")


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], health_url: str) -> Iterator[None]:
    """A process that answers at `health_url`."""
    started = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        give_up_at = time.monotonic() + START_WITHIN_S
        while not _answers(health_url):
            assert time.monotonic() < give_up_at, f"{' '.join(command)} does not answer"
            time.sleep(0.1)
        yield
    finally:
        started.terminate()
        started.wait(20)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, trust_env=False, timeout=5).status_code == 200
    except httpx2.TransportError:
        return False
