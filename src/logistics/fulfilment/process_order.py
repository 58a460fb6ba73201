"""From a placed order to a booked one, or to people. May run any number of times; books once."""

from dataclasses import dataclass

from logistics.agents.calling import AgentCaller
from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.contracts.agents import AgentAnswer, ProcessOrder, RunRef
from logistics.contracts.orders import OrderPatch, OrderRead, OrderStatus, Remedy
from logistics.contracts.runs import RunCreate, RunPatch
from logistics.fulfilment.errors import AgentsFailed, AgentsUnavailable
from logistics.kit import logs
from logistics.kit.errors import Conflict, TooMany, Unavailable
from logistics.words import BOOKABLE, UNDECIDED, RunStatus

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """Whom the worker talks to."""

    orders: OrdersClient
    transport: TransportClient
    agents: AgentCaller
    model: str


async def process_order(order_id: int, services: Services, *, last_attempt: bool) -> None:
    """Have the agents plan and book an order, then see for ourselves what came of it.

    Raises:
        Unavailable: Somebody does not answer; try again later, as often as it takes.
        Exception: The agents did not finish, or something broke; try again. After the last attempt the order
            says that it needs attention, so that none is left behind in `processing`.
    """
    try:
        await _plan_and_settle(order_id, services, last_attempt=last_attempt)
    except Exception as error:
        if last_attempt and not is_worth_waiting(error):
            await _hand_over(order_id, services)
        raise


async def _plan_and_settle(order_id: int, services: Services, *, last_attempt: bool) -> None:
    order = await _settled(order_id, services)
    answer = None
    if order.status in BOOKABLE:
        answer = await _run_agents(order, services)
        order = await services.orders.get_order(order_id)
    if order.status in UNDECIDED:
        order = await _settled(order_id, services)
    log.info("order.settled", order_id=order_id, status=order.status, booking_ids=order.booking_ids)
    if order.status in UNDECIDED:
        await _give_up_or_retry(order, answer, services, last_attempt=last_attempt)
    await _close_runs(order_id, services.orders)


async def _settled(order_id: int, services: Services) -> OrderRead:
    """The order, once it and its bookings agree, whatever an agent said or a death left behind."""
    await services.transport.settle_order(order_id)
    return await services.orders.get_order(order_id)


async def _run_agents(order: OrderRead, services: Services) -> AgentAnswer | None:
    """The orchestrator's answer within a recorded run; None when the order was called off first."""
    try:
        run = await services.orders.start_run(
            RunCreate(order_id=order.id, agent="orchestrator", model=services.model)
        )
    except Conflict:
        return None
    task = ProcessOrder(order_id=order.id, run=RunRef(run_id=run.id, token=run.token))
    try:
        answer = await services.agents.ask("orchestrator", task)
    except BaseException:
        await services.orders.end_run(run.id, RunPatch(status=RunStatus.FAILED))
        raise
    status = RunStatus.FAILED if answer.failure else RunStatus.SUCCEEDED
    await services.orders.end_run(run.id, RunPatch(status=status, usage=answer.usage))
    return answer


async def _close_runs(order_id: int, orders: OrdersClient) -> None:
    """Nobody works on the order any more: a run that is still open was left by a death, or its end was lost."""
    for run in (await orders.list_runs(order_id=order_id)).data:
        if (run.agent, run.status) == ("orchestrator", RunStatus.RUNNING):
            await orders.end_run(run.id, RunPatch(status=RunStatus.STOPPED))


async def _give_up_or_retry(
    order: OrderRead, answer: AgentAnswer | None, services: Services, *, last_attempt: bool
) -> None:
    failure = answer.failure if answer else None
    detail = failure.detail if failure else "The agents ended without a result."
    if failure is not None and failure.retry:
        raise AgentsUnavailable(detail)
    if not last_attempt:
        raise AgentsFailed(detail)
    await _hand_to_people(order, f"The agents could not finish: {detail}", services.orders)


async def _hand_over(order_id: int, services: Services) -> None:
    """Something broke that trying again did not mend; the log has it, and a person gets the order."""
    order = await services.orders.get_order(order_id)
    if order.status in UNDECIDED:
        await _hand_to_people(order, "Planning it broke off on our side.", services.orders)
    await _close_runs(order_id, services.orders)


async def _hand_to_people(order: OrderRead, reason: str, orders: OrdersClient) -> None:
    """Make the order say what a person has to look at, unless it has moved on meanwhile."""
    remedy = Remedy(kind="retry", detail="Have the order processed again.")
    change = OrderPatch(status=OrderStatus.NEEDS_ATTENTION, status_reason=reason[:2000], remedy=remedy)
    await orders.change_order(order.id, change, order.version)


def is_worth_waiting(error: BaseException) -> bool:
    """Whether the trouble is a neighbour's and will pass; such a job is never given up."""
    return isinstance(error, Unavailable | TooMany)
