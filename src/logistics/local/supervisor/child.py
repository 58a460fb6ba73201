"""One process of ours: started, watched, started again when it dies or is stuck, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from logistics.kit import heartbeat
from logistics.local.supervisor.child_log import ChildLog
from logistics.local.supervisor.leash import leash
from logistics.local.supervisor.pulse import Pulse
from logistics.local.supervisor.troubles import Troubles

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A child that ran this long starts again after the first pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlan:
    """How to run a process.

    Args:
        health_url: Answers 200 when it is ready; without one, being alive is enough.
        beats: Whether it shows by its heartbeat that it is not stuck.
        niceness: How far behind us it stands when all want the processor, 0 to 19.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health_url: str | None = None
    beats: bool = False
    stop_s: float = 15.0
    niceness: int = 0


class Child:
    """A process that is kept running. Not thread-safe, and only the main thread may start it."""

    def __init__(self, plan: ChildPlan, logs: Path, troubles: Troubles) -> None:
        self.plan = plan
        self.log = ChildLog(logs, plan.name, troubles)
        self.pulse: Pulse | None = None
        self._troubles = troubles
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._start_at: float | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.plan.name

    @property
    def pid(self) -> int | None:
        """Its process, while that runs."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int | None:
        """How it ended; a signal's number below zero. None while it runs."""
        return self._process.poll() if self._process is not None else None

    def start(self) -> None:
        """Run it in a session of its own, so that a Ctrl-C on the terminal reaches us alone.

        Raises:
            OSError: The system starts no more processes, or opens no more files.
        """
        self._end_pulse()
        pulse = Pulse() if self.plan.beats else None
        try:
            self._process = self._spawn(pulse)
        except OSError:
            if pulse is not None:
                pulse.close()
            raise
        finally:
            if pulse is not None:
                pulse.close_writer()
        self.pulse = pulse
        # Before it has threads, which would keep what they were born with.
        own = os.getpriority(os.PRIO_PROCESS, 0)
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, own + self.plan.niceness)
        self._started_at = time.monotonic()
        self._start_at = None

    def watch(self) -> bool:
        """Start it again when it has ended and its pause is over; True when it was."""
        now = time.monotonic()
        if self.running:
            if now - self._started_at > STEADY_S:
                self._pause_s = FIRST_PAUSE_S
            self.log.bound()
            return False
        if self._start_at is None:
            self._troubles.say(
                f"{self.name} ended ({self.how_it_ended()}); it starts again in {self._pause_s:.0f} s."
            )
            self._wait(now)
        if self._start_at is not None and now < self._start_at:
            return False
        with self._troubles.survived(f"Starting {self.name}"):
            self.start()
            return True
        self._wait(now)
        return False

    def kill(self) -> None:
        """End it and its own children at once; what is stuck does not listen."""
        self._signal(signal.SIGKILL)

    def how_it_ended(self) -> str:
        """For people: `exit status 1` or `killed by SIGKILL`."""
        status = self.exit_status
        if status is None or status >= 0:
            return f"exit status {status}"
        return f"killed by {signal.Signals(-status).name}"

    def ask_to_stop(self) -> None:
        """SIGTERM; it finishes what it does."""
        self._signal(signal.SIGTERM)

    def end(self) -> None:
        """Wait until it has stopped, and kill it and its own children when it takes too long."""
        if self._process is not None:
            try:
                self._process.wait(self.plan.stop_s)
            except subprocess.TimeoutExpired:
                self._troubles.say(f"{self.name} did not stop within {self.plan.stop_s:.0f} s and is killed.")
                self.kill()
                self._process.wait()
        self._end_pulse()
        self.log.close()

    def _spawn(self, pulse: Pulse | None) -> subprocess.Popen[bytes]:
        log = self.log.open()
        beat = {heartbeat.VARIABLE: str(pulse.writer)} if pulse is not None else {}
        return subprocess.Popen(
            self.plan.command,
            env={**self.plan.environment, **beat},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=leash(),
            pass_fds=() if pulse is None else (pulse.writer,),
        )

    def _wait(self, now: float) -> None:
        self._start_at = now + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)

    def _end_pulse(self) -> None:
        if self.pulse is not None:
            self.pulse.close()
            self.pulse = None

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self.running:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
