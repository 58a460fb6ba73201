"""Servers of others that tests talk to, each a Python module run as a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

READY_WITHIN_S = 60


@contextmanager
def outside_server(module: str, *arguments: str, ready_at: str = "/") -> Iterator[str]:
    """Run `python -m module --port ...` on a free port of loopback until left.

    Args:
        ready_at: Path that answers 200 once the server is up.

    Yields:
        Its address, without a slash at the end.

    Raises:
        AssertionError: It ended, or is not ready within a minute.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", module, "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + ready_at, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while True:
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < give_up_at, "the server does not answer"
        try:
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
