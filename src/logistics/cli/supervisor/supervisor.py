"""The children together: started, found healthy, kept running, stopped in order."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import httpx2

from logistics.cli.supervisor.child import Child, ChildPlan, Say
from logistics.cli.supervisor.errors import ProcessEnded, ProcessNotReady

TICK_S = 0.1
HEALTHY_WITHIN_S = 300.0
"""The first start compiles the packing engine, on a small machine for minutes."""
TELL_AFTER_S = 10.0


class StopAsked(Exception):
    """Somebody asked to stop while we were waiting for something."""


class Supervisor:
    """Runs children until it is told to stop.

    Args:
        logs: Directory of their logs.
        stop_asked: Looked at while waiting; a signal handler may change its answer.
        changed: Called when a child has a new process.
    """

    def __init__(
        self, logs: Path, *, say: Say, stop_asked: Callable[[], bool], changed: Callable[[], None] = lambda: None
    ) -> None:
        self._logs = logs
        self._say = say
        self._stop_asked = stop_asked
        self._changed = changed
        self._children: dict[str, Child] = {}
        self._errands: dict[Child, Callable[[Child], None]] = {}

    def processes(self) -> dict[str, int]:
        """The process of every child that runs."""
        every = [*self._children.values(), *self._errands]
        return {child.name: child.pid for child in every if child.pid is not None}

    def start(self, plans: Iterable[ChildPlan]) -> None:
        """Start children that are then kept running."""
        for plan in plans:
            child = self._children[plan.name] = Child(plan, self._logs, self._say)
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
        child = Child(plan, self._logs, self._say)
        self._errands[child] = done
        child.start()
        self._changed()

    def wait_until_healthy(self) -> None:
        """Return when every child is.

        Raises:
            ProcessEnded, ProcessNotReady: One of them will not be.
            StopAsked: Somebody lost patience.
        """
        started = time.monotonic()
        told = False
        waiting = list(self._children.values())
        with httpx2.Client(trust_env=False, timeout=2) as http:
            while waiting := [child for child in waiting if not _is_healthy(child, http)]:
                waited_s = time.monotonic() - started
                if waited_s > HEALTHY_WITHIN_S:
                    raise ProcessNotReady(waiting[0].name, waited_s, waiting[0].log.path, waiting[0].log.tail())
                if waited_s > TELL_AFTER_S and not told:
                    told = True
                    names = ", ".join(child.name for child in waiting)
                    self._say(f"Still waiting for {names} (the first start compiles the packing engine) ...")
                self._pause()
        for child in self._children.values():
            if not child.running:
                raise _ended(child)

    def watch(self) -> None:
        """Start again what has died; call it every `TICK_S`."""
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

    def _see_to_errands(self) -> None:
        for child in [child for child in self._errands if not child.running]:
            self._errands.pop(child)(child)
            self._changed()

    def _pause(self) -> None:
        if self._stop_asked():
            raise StopAsked
        time.sleep(TICK_S)


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
