"""The engines that are measured, each in a process of its own (`serve.py`) with a hard limit of time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

Json = dict[str, Any]

HERE = Path(__file__).parent
PEERS_PYTHON = HERE / "peers" / ".venv" / "bin" / "python"
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Engine:
    """A module for `serve.py`, and which shares of support it can be asked for: `any`, `full` or `none`."""

    name: str
    module: str
    supports: Literal["any", "full", "none"]

    @property
    def ours(self) -> bool:
        """Asked for no time at all it answers with its first layout, and it must never answer wrongly."""
        return self.name == "ours"

    def promises(self, support: float) -> float:
        """The share that its layouts must show when asked for one."""
        return support if self.supports == "any" or (self.supports == "full" and support == 1.0) else 0.0

    @property
    def python(self) -> str:
        return sys.executable if self.ours else str(PEERS_PYTHON)


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("ours", "ours", "any"),
        Engine("packingsolver", "peers.packingsolver", "none"),
        Engine("packingsolver-stacks", "peers.packingsolver_stacks", "full"),
        Engine("packer3d", "peers.packer3d", "full"),
        Engine("packvium", "peers.packvium", "any"),
        Engine("packvium-fast", "peers.packvium_fast", "any"),
        Engine("py3dbp", "peers.py3dbp", "none"),
    )
}


class Late(Exception):
    """No answer within the hard limit; the process is gone."""


class Solver:
    """A running engine. Its process starts with the first question, and again after it had to be killed."""

    def __init__(self, engine: Engine, core: int | None = None) -> None:
        self._engine, self._core = engine, core
        self._process: subprocess.Popen[str] | None = None
        self.version = ""
        self.ready_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    def start(self) -> None:
        """Start the process and wait until it is ready, compiling included.

        Raises:
            SystemExit: It does not start.
        """
        if self._process:
            return
        core = [] if self._core is None else ["--core", str(self._core)]
        try:
            self._process = subprocess.Popen(
                [self._engine.python, HERE / "serve.py", self._engine.module, *core],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ | ONE_THREAD,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise SystemExit(f"{self._engine.python} is missing; {HERE / 'peers/install'} makes it.") from None
        ready = self._read()
        if not ready:
            self.end()
            raise SystemExit(f"{self._engine.name} does not start; see above.")
        self.version, self.ready_s = ready["version"], ready["ready_s"]

    def ask(self, problem: Json, *, seconds: float, support: float, seed: int, grace_s: float) -> Json:
        """What `serve.py` answers.

        Raises:
            Late: Nothing came within `seconds` and the grace.
        """
        self.start()
        process = self._process
        assert process
        assert process.stdin
        late = threading.Event()
        limit = threading.Timer(seconds + grace_s, lambda: (late.set(), self._kill()))
        limit.start()
        request = {"problem": problem, "seconds": seconds, "support": support, "seed": seed}
        try:
            # A process that has ended does not listen; it is the missing answer that counts.
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
            answer = self._read()
            ended_with = None if answer else process.wait()
        finally:
            limit.cancel()
            limit.join()
        if answer and not late.is_set():
            return answer
        self.end()
        if late.is_set():
            raise Late
        return {"error": f"the process ended with {ended_with}"}

    def end(self) -> None:
        """End the process and whatever it started."""
        if self._process:
            self._kill()
            self._process.communicate()
            self._process = None

    def _read(self) -> Json | None:
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def _kill(self) -> None:
        assert self._process
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
