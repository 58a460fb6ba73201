"""Processes that pack: kept warm, ended when a task takes too long, replaced when one dies."""

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from logistics.kit import logs
from logistics.kit.errors import LogisticsError

log = logs.get(__name__)

T = TypeVar("T")

PACKING_LIMIT_S = 15.0
"""Of one task. An order of two thousand pieces takes two or three seconds on a slow machine."""

IDLE_S = 60.0
"""After so long a process that was only needed in a rush ends: it holds 200 MB."""

_LOST = (EOFError, OSError, pickle.UnpicklingError)
"""What is raised when the other end of a pipe is gone."""


class PackingBrokenOff(LogisticsError):
    """Packing took more time or memory than one order may take."""


HANDED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "LC_", "PYTHON", "NUMBA_", "OPENBLAS_", "OMP_")
"""How what is handed on of the environment begins. Keys and secrets do not: who packs asks nobody."""


class Packers:
    """A few processes that pack. Each starts when it is first needed and ends with this process."""

    def __init__(self, count: int = 2, limit_s: float = PACKING_LIMIT_S) -> None:
        self._idle = [_Packer(limit_s) for _ in range(count)]
        self.count = count

    def warm_up(self) -> None:
        """Start one of them, so that the first order does not wait for it."""
        self._idle[-1].start()

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What a function of a module answers, called in one of the processes. At most `count` may be under way.

        Raises:
            PackingBrokenOff: It took too long, or two processes died of it.
        """
        packer = self._idle.pop()
        try:
            answer: T = await asyncio.to_thread(packer.do, work, arguments)
            return answer
        except asyncio.CancelledError:
            packer.end()
            raise
        finally:
            self._idle.append(packer)
            asyncio.get_running_loop().call_later(IDLE_S, self._end_idle)

    def _end_idle(self) -> None:
        """All but the one that was used last, which is used next."""
        for packer in self._idle[:-1]:
            if packer.used_at <= time.monotonic() - IDLE_S:
                packer.close()

    def close(self) -> None:
        """End every process; none may be at work."""
        for packer in self._idle:
            packer.close()


class _Packer:
    """One process, started anew when it is gone."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._busy = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self.used_at = 0.0

    def start(self) -> subprocess.Popen[bytes]:
        """The process, warm."""
        process = self._process
        if process is not None:
            if process.poll() is None:
                return process
            _bury(process)
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "logistics.agents.analyser.packer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name.startswith(HANDED_ON)},
        )
        assert process.stdout is not None
        pickle.load(process.stdout)
        return process

    def do(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Call a function there; a process that dies of it costs one more try."""
        with self._busy:
            self._ended, self.used_at = False, time.monotonic()
            try:
                return self._try(work, arguments)
            except _LOST:
                self._raise_if_ended()
            log.warning("packer.died", work=work.__name__)
            try:
                return self._try(work, arguments)
            except _LOST:
                self._raise_if_ended()
                raise PackingBrokenOff("Packing ended its process twice, most likely for want of memory.") from None

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._ended = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process and let go of it."""
        self.end()
        if self._process is not None:
            _bury(self._process)

    def _try(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        watch = threading.Timer(self._limit_s, self.end)
        watch.start()
        try:
            pickle.dump((work, arguments), process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            answer, broken = pickle.load(process.stdout)
        except _LOST:
            watch.cancel()  # It ended by itself, however long the system takes to bury it.
            process.kill()
            process.wait()
            raise
        finally:
            watch.cancel()
        if broken:
            raise RuntimeError(f"Packing failed:\n{broken}")
        return answer

    def _raise_if_ended(self) -> None:
        if self._ended:
            raise PackingBrokenOff(f"Packing took longer than {self._limit_s:g} seconds and was ended.") from None


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # What was still to be written nobody reads.
                pipe.close()
