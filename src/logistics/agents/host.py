"""AgentHost: answers the invocations of one agent, and never with an exception's text."""

import asyncio
import time
from collections.abc import Callable

from strands import Agent
from strands.agent import AgentResult
from strands.models import Model

from logistics.agents.answers import Conclusion
from logistics.agents.building import build_agent
from logistics.agents.callers import Callers, require_may_process
from logistics.agents.failures import failure_of
from logistics.agents.guard import Guard
from logistics.agents.neighbours import Neighbours
from logistics.agents.requests import check_request, opening, order_to_work_on
from logistics.agents.runs import LimitReached, Run, Unfinished
from logistics.agents.settings import AgentSettings
from logistics.agents.table import AGENTS, AgentKind, load
from logistics.agents.tools import Toolbox, Workshop
from logistics.clients.orders import OrdersClient
from logistics.contracts.agents import AgentAnswer, AgentName, Invocation, RunRef, Task
from logistics.contracts.identity import SessionRead
from logistics.contracts.runs import RunCreate, RunPatch, Usage
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, Unavailable
from logistics.words import RunStatus

log = logs.get(__name__)

_DIARY_PAUSES_S = (0.5, 1.0, 2.0, 4.0)
"""A database that restarts is back by then."""


class AgentHost:
    """One agent, ready to be invoked by many at once: a run, tools and a Strands agent for each request."""

    def __init__(
        self,
        kind: AgentKind,
        *,
        model: Model,
        model_name: str,
        workshop: Workshop,
        orders: OrdersClient,
        callers: Callers,
    ) -> None:
        self._kind = kind
        self._model = model
        self._model_name = model_name
        self._workshop = workshop
        self._orders = orders
        self._callers = callers

    async def warm_up(self) -> None:
        """Do once what the first request would otherwise wait for."""
        await asyncio.to_thread(self._workshop.warm_up)

    async def answer(self, invocation: Invocation, credential: str | None) -> AgentAnswer:
        """What became of a task, or words for a person.

        Args:
            credential: What whoever asks proves their right with, see `callers`.

        Raises:
            WrongRequest, SeveralOrders: The request is not for this agent.
            Unauthenticated, Forbidden: Whoever asks may not ask that.
            Unavailable: Nobody can say now whether they may. Everything else is an answer.
        """
        check_request(self._kind, invocation)
        if invocation.task is not None:
            await self._callers.require_run(invocation.task, credential)
            return await self._carry_out(invocation.task)
        who = await self._callers.who_asks(credential)
        prompt = invocation.prompt or ""
        order_id = order_to_work_on(self._kind, prompt)
        if order_id is None:
            return await self._talk(prompt, credential)
        require_may_process(who)
        return await self._work_for_person(order_id, who, self._callers.orders_for(credential))

    async def _work_for_person(
        self, order_id: int, who: SessionRead | None, orders_they_see: OrdersClient
    ) -> AgentAnswer:
        """A person names an order: the run is their doing, and this agent's to begin and to end."""
        asked_by = who.name if who else None
        wanted = RunCreate(order_id=order_id, agent=self._kind.name, model=self._model_name, requested_by=asked_by)
        try:
            await orders_they_see.get_order(order_id)
            run = await self._orders.start_run(wanted)
            task = self._kind.task(order_id=order_id, run=RunRef(run_id=run.id, token=run.token))
            answer = await self._carry_out(task)
            status = RunStatus.FAILED if answer.failure else RunStatus.SUCCEEDED
            await self._orders.end_run(run.id, RunPatch.model_validate({"status": status, "usage": answer.usage}))
        except LogisticsError as error:
            return AgentAnswer(failure=failure_of(error), text=error.message)
        return answer.model_copy(update={"text": _words(answer)})

    async def _carry_out(self, task: Task) -> AgentAnswer:
        run = Run(self._kind.name, task)
        tools = self._workshop.toolbox(run)

        def result(spoken: AgentResult) -> AgentAnswer:
            conclusion = spoken.structured_output
            if not isinstance(conclusion, Conclusion):
                raise Unfinished("The agent ended without a conclusion.")
            return AgentAnswer(result=tools.result(conclusion.because))

        answer = await self._converse(run, tools, opening(task), result)
        await self._record(run, task.run)
        return answer

    async def _talk(self, prompt: str, credential: str | None) -> AgentAnswer:
        """A person asks something that is not an order's work: reading tools only, answered in words.

        The tools see what the person may see.
        """
        run = Run(self._kind.name, None, credential)
        return await self._converse(
            run, self._workshop.toolbox(run), prompt, lambda spoken: AgentAnswer(text=str(spoken).strip())
        )

    async def _converse(
        self, run: Run, tools: Toolbox, message: str, answer_of: Callable[[AgentResult], AgentAnswer]
    ) -> AgentAnswer:
        """Let the model work until it concludes, fails or has used all it may."""
        limits = self._kind.limits
        guard = Guard(run, limits)
        agent = build_agent(self._kind, self._model, tools.all(), guard, concludes=run.task is not None)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(limits.seconds):
                spoken = await agent.invoke_async(
                    message, limits={"turns": limits.turns, "total_tokens": limits.tokens}
                )
            if spoken.stop_reason.startswith("limit_"):
                raise LimitReached(f"The agent reached its {spoken.stop_reason.removeprefix('limit_')} limit.")
            answer = answer_of(spoken)
        except Exception as error:  # Whatever happens inside becomes a failure in our words.
            answer = AgentAnswer(failure=failure_of(error))
        usage = _usage(agent, guard, run)
        _log(run, answer, usage, time.perf_counter() - started)
        return answer.model_copy(update={"usage": usage})

    async def _record(self, run: Run, ref: RunRef) -> None:
        """Write the steps down, again while nobody is there to take them. An order does not fail for its diary."""
        if not run.steps:
            return
        orders = self._orders.acting_with(ref.token)
        for pause_s in (*_DIARY_PAUSES_S, None):
            try:
                await orders.add_run_steps(ref.run_id, run.steps)
                return
            except LogisticsError as error:
                if pause_s is None or not isinstance(error, Unavailable):
                    log.warning("steps.not_recorded", run_id=ref.run_id, code=error.code, detail=error.message)
                    return
            await asyncio.sleep(pause_s)


def create_host(
    agent: AgentName, settings: AgentSettings, neighbours: Neighbours, model: Model, workshop: Workshop | None = None
) -> AgentHost:
    """An agent of the table, with tools from its own room unless others are given."""
    kind = AGENTS[agent]
    return AgentHost(
        kind,
        model=model,
        model_name=settings.model,
        workshop=workshop or load(kind.tools)(settings, neighbours),
        orders=neighbours.orders,
        callers=Callers(neighbours),
    )


def _usage(agent: Agent, guard: Guard, run: Run) -> Usage:
    metrics = agent.event_loop_metrics
    run.used(
        Usage(
            turns=metrics.cycle_count,
            tool_calls=guard.tool_calls,
            tokens=metrics.accumulated_usage["totalTokens"],
        )
    )
    return run.agents_used


def _words(answer: AgentAnswer) -> str:
    if answer.failure:
        return answer.failure.detail
    return answer.result.because if answer.result else ""


def _log(run: Run, answer: AgentAnswer, usage: Usage, seconds: float) -> None:
    log.info(
        "agent.answered",
        agent=run.agent,
        run_id=run.task.run.run_id if run.task else None,
        order_id=run.order_id,
        ms=round(seconds * 1000),
        failure=answer.failure.code if answer.failure else None,
        **usage.model_dump(include={"turns", "tool_calls", "tokens"}),
    )
