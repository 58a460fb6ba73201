"""Servers of others that tests talk to, each a Python module run as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from logistics.local.listening import HOST
from tests.support.servers import free_port, wait_until_ready


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
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", module, "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://{HOST}:{port}"
    try:
        wait_until_ready(address + ready_at, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)
