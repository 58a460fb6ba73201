"""The children together: started, found healthy, kept running, stopped in order."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import httpx2

from logistics.local.supervisor.child import Child, ChildPlan
from logistics.local.supervisor.errors import ProcessEnded, ProcessNotReady
from logistics.local.supervisor.pulse import ALL_HUNG_AFTER_S, HUNG_AFTER_S, STARTED_WITHIN_S, Pulse
from logistics.local.supervisor.troubles import Troubles
from logistics.local.supervisor.waiting import Waiting

TICK_S = 0.1
LONG_TICK_S = 3.0
"""When we ourselves stood still for so long, so may have the others."""


class StopAsked(Exception):
    """Somebody asked to stop while we were waiting for something."""


class Supervisor:
    """Runs children until it is told to stop.

    Args:
        logs: Directory of their logs.
        troubles: Told what the machine refuses.
        stop_asked: Looked at while waiting; a signal handler may change its answer.
        changed: Called when a child has a new process.
    """

    def __init__(
        self,
        logs: Path,
        *,
        troubles: Troubles,
        stop_asked: Callable[[], bool],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._logs = logs
        self._troubles = troubles
        self._stop_asked = stop_asked
        self._changed = changed
        self._children: dict[str, Child] = {}
        self._errands: dict[Child, Callable[[Child], None]] = {}
        self._watched_at = time.monotonic()

    def processes(self) -> dict[str, int]:
        """The process of every child that runs."""
        every = [*self._children.values(), *self._errands]
        return {child.name: child.pid for child in every if child.pid is not None}

    def start(self, plans: Iterable[ChildPlan]) -> None:
        """Start children that are then kept running."""
        for plan in plans:
            child = self._children[plan.name] = Child(plan, self._logs, self._troubles)
            child.start()
        self._changed()

    def run(self, plan: ChildPlan) -> None:
        """Run a process to its end.

        Raises:
            ProcessEnded: It failed.
            StopAsked: It was stopped half-way.
        """
        failed: list[ProcessEnded] = []

        def done(child: Child) -> None:
            if child.exit_status != 0:
                failed.append(_ended(child))

        self.send_off(plan, done)
        while self._errands:
            self._pause()
            self._see_to_errands()
        if failed:
            raise failed[0]

    def send_off(self, plan: ChildPlan, done: Callable[[Child], None]) -> None:
        """Start a process that ends by itself; `done` is told when it has."""
        child = Child(plan, self._logs, self._troubles)
        child.start()
        self._errands[child] = done
        self._changed()

    def wait_until_healthy(self) -> None:
        """Return when every child is.

        Raises:
            ProcessEnded, ProcessNotReady: One of them will not be.
            StopAsked: Somebody lost patience.
        """
        started = time.monotonic()
        told = Waiting(self._troubles.say)
        waiting = list(self._children.values())
        with httpx2.Client(trust_env=False, timeout=2) as http:
            while waiting := [child for child in waiting if not _is_healthy(child, http)]:
                waited_s = time.monotonic() - started
                if waited_s > STARTED_WITHIN_S:
                    raise ProcessNotReady(waiting[0].name, waited_s, waiting[0].log.path, waiting[0].log.tail())
                told.tell(waiting, waited_s)
                self._pause()
        for child in self._children.values():
            if not child.running:
                raise _ended(child)

    def watch(self) -> None:
        """Start again what has died or is stuck; call it every `TICK_S`."""
        self._end_what_is_stuck()
        restarted = [child for child in self._children.values() if child.watch()]
        if restarted:
            self._changed()
        self._see_to_errands()

    def stop(self, order: Sequence[Sequence[str]]) -> None:
        """Stop everything, group by group; within a group all at once."""
        for child in self._errands:
            child.ask_to_stop()
        for names in order:
            group = [self._children[name] for name in names if name in self._children]
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.end()
        for child in self._errands:
            child.end()

    def _end_what_is_stuck(self) -> None:
        """Kill what has not beaten for too long; it is then started again as anything that died."""
        beating = {child: child.pulse for child in self._children.values() if child.pulse and child.running}
        stood_still = _stand_still(beating.values())
        for pulse in beating.values():
            pulse.listen()
        now, before = time.monotonic(), self._watched_at
        self._watched_at = now
        # When a machine that stood still moves again, one beats first, and the others have not been silent alone.
        if now - before > LONG_TICK_S or (stood_still and not _stand_still(beating.values())):
            for pulse in beating.values():
                pulse.forgive()
        for child, pulse in beating.items():
            if pulse.is_stuck(_patience_s(beating.values())):
                self._troubles.say(f"{child.name} has not moved for {pulse.silent_s:.0f} s and is killed.")
                child.kill()
                pulse.forgive()

    def _see_to_errands(self) -> None:
        for child in [child for child in self._errands if not child.running]:
            self._errands.pop(child)(child)
            child.log.close()
            self._changed()

    def _pause(self) -> None:
        if self._stop_asked():
            raise StopAsked
        time.sleep(TICK_S)


def _patience_s(pulses: Collection[Pulse]) -> float:
    return ALL_HUNG_AFTER_S if _stand_still(pulses) else HUNG_AFTER_S


def _stand_still(pulses: Collection[Pulse]) -> bool:
    """Whether several are there and all of them are silent."""
    return len(pulses) > 1 and min(pulse.silent_s for pulse in pulses) > HUNG_AFTER_S / 2


def _is_healthy(child: Child, http: httpx2.Client) -> bool:
    if not child.running:
        raise _ended(child)
    if child.plan.health_url is None:
        return True
    try:
        return http.get(child.plan.health_url).status_code == 200
    except httpx2.TransportError:
        return False


def _ended(child: Child) -> ProcessEnded:
    return ProcessEnded(child.name, child.how_it_ended(), child.log.path, child.log.tail())
