"""What every server needs that a test starts as a process of its own: a port, and somebody to wait for it."""

import secrets
import subprocess
import time

import httpx2

from logistics.local.supervisor.ports import is_taken

PORTS = range(10_000, 18_000)
"""None that connections are given as their source, and none that `logistics up --port 0` takes beside us."""
READY_WITHIN_S = 60


def free_port() -> int:
    """A port of loopback that nobody uses."""
    # Hypothesis gives `random` the same seed in every worker.
    while is_taken(port := secrets.choice(PORTS)):
        pass
    return port


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when `url` answers 200.

    Raises:
        AssertionError: The process ended, or is not ready within a minute.
    """
    give_up_at = time.monotonic() + READY_WITHIN_S
    while True:
        assert process.poll() is None, "it ended while starting"
        assert time.monotonic() < give_up_at, f"{url} does not answer"
        try:
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
