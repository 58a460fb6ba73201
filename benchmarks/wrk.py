"""wrk (https://github.com/wg/wrk) as the client: on two cores a client in Python would measure itself."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """
local ports = {%(ports)s}
local started = 0
function setup(thread)
  started = started + 1
  thread:set("number", started)
  thread.addr = wrk.lookup("127.0.0.1", ports[(started - 1) %% #ports + 1])[1]
end
%(requests)s
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\\nRESULT {"requests": %%d, "seconds": %%f, "p50_ms": %%f, "p99_ms": %%f, "max_ms": %%f, "errors": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of wrk saw; an error is no answer, or one with a status of 400 and above."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int

    @property
    def per_s(self) -> float:
        """Requests answered a second."""
        return self.requests / self.seconds


def run_wrk(ports: Sequence[int], requests: str, *, connections: int, seconds: float, threads: int = 2) -> Measured:
    """Keep every connection busy for some time; the threads share the ports out.

    Args:
        requests: Lua that sets `wrk.method`, `wrk.path` and so on, or defines `request()`.
    """
    with tempfile.TemporaryDirectory() as directory:
        script = Path(directory) / "script.lua"
        named = ", ".join(f'"{port}"' for port in ports)
        script.write_text(SCRIPT % {"ports": named, "requests": requests})
        command = [
            "wrk",
            f"-t{threads}",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "30s",
            "-s",
            str(script),
        ]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{ports[0]}/"],
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            check=True,
        )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    return Measured(**json.loads(line.removeprefix("RESULT ")))
