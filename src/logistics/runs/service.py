"""Starting, recording and ending runs."""

from logistics.access.principal import Principal
from logistics.contracts.runs import RunCreate, RunPatch, RunRead, RunStarted, RunSteps, RunSummary
from logistics.identity.signing import SigningKeys
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.orders.events import OrderEvents
from logistics.orders.model import OrderId
from logistics.orders.repository import OrderRepository
from logistics.runs.errors import NotYourRun, RunHasEnded
from logistics.runs.repository import RunRepository
from logistics.words import RunStatus


class RunService:
    """What agents and the worker report. Each method is one transaction."""

    def __init__(self, database: Database, signing_keys: SigningKeys, now: Clock) -> None:
        self._db = database
        self._signing_keys = signing_keys
        self._now = now

    async def start(self, wanted: RunCreate, by: Principal) -> RunStarted:
        """Record a run and give out its token. An orchestrator's run moves the order to `processing`."""
        by.require_order(wanted.order_id)
        async with self._db.transaction() as tx:
            orders = OrderRepository(tx)
            order = await orders.get(OrderId(wanted.order_id), for_update=True)
            if wanted.agent == "orchestrator":
                await RunRepository(tx).stop_others(order.id, self._now())
                started = order.start()
                if started != order:
                    await orders.save(started, self._now())
            run = await RunRepository(tx).add(wanted, self._now())
            if wanted.agent == "orchestrator":
                asked = {"requested_by": wanted.requested_by} if wanted.requested_by else {}
                await OrderEvents(tx).add(order.id, "processing_started", by, self._now(), run_id=run.id, **asked)
        token = await self._signing_keys.run_token(run.id, order.id, wanted.agent)
        return RunStarted(**run.model_dump(), token=token)

    async def get(self, run_id: int, by: Principal) -> RunRead:
        """One run."""
        async with self._db.transaction() as tx:
            run = await RunRepository(tx).get(run_id)
        by.require_order(run.order_id)
        return run

    async def list_page(self, *, order_id: int | None, before_id: int | None, limit: int) -> list[RunSummary]:
        """A page of runs, newest first."""
        async with self._db.transaction() as tx:
            return await RunRepository(tx).list_page(order_id=order_id, before_id=before_id, limit=limit)

    async def add_steps(self, run_id: int, reported: RunSteps, by: Principal) -> RunRead:
        """Record tool calls, and the milestones among them as events of the order.

        Raises:
            RunHasEnded: It is over.
            NotYourRun: Somebody reports for another run.
        """
        async with self._db.transaction() as tx:
            runs = RunRepository(tx)
            run = await self._open(runs, run_id, by)
            await runs.add_steps(run_id, run.step_count, reported.steps)
            for step in reported.steps:
                if step.error is None and step.milestone is not None:
                    await OrderEvents(tx).add(
                        run.order_id, step.milestone, by, self._now(), run_id=run_id, summary=step.result
                    )
            return await runs.get(run_id)

    async def end(self, run_id: int, end: RunPatch, by: Principal) -> RunRead:
        """Record how a run ended; a repeat changes nothing."""
        async with self._db.transaction() as tx:
            runs = RunRepository(tx)
            if (await runs.get(run_id, for_update=True)).status is RunStatus.RUNNING:
                await self._open(runs, run_id, by)
                await runs.end(run_id, end, self._now())
            return await runs.get(run_id)

    @staticmethod
    async def _open(runs: RunRepository, run_id: int, by: Principal) -> RunRead:
        run = await runs.get(run_id, for_update=True)
        if by.run_id is not None and by.run_id != run_id:
            raise NotYourRun(f"This credential is for run {by.run_id}, not {run_id}.")
        if run.status is not RunStatus.RUNNING:
            raise RunHasEnded(f"Run {run_id} has {run.status}.", run_id=run_id)
        return run
