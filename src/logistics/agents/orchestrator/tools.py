"""The orchestrator's five tools, and the outcome that comes of them."""

from typing import Literal

from strands import tool
from strands.types.tools import AgentTool

from logistics.agents.answers import ToolAnswer
from logistics.agents.calling import AgentUnavailable
from logistics.agents.neighbours import Neighbours
from logistics.agents.orchestrator.views import (
    AnalysisView,
    BookingView,
    analysis_view,
    booking_view,
)
from logistics.agents.runs import Run, TooEarly
from logistics.agents.settings import AgentSettings
from logistics.agents.tools import Workshop
from logistics.agents.views import OrderView, order_view
from logistics.contracts.agents import (
    AgentAnswer,
    AgentName,
    AnalyseOrder,
    BookingConfirmation,
    BookTransport,
    LoadAnalysis,
    OrderOutcome,
    Task,
)
from logistics.contracts.order_bookings import Booked
from logistics.contracts.orders import OrderPatch, OrderRead, OrderStatus, Remedy
from logistics.kit.errors import Conflict

MOST_PLANS = 3
"""A vehicle may be taken while an order is planned; when it happens three times, a person should look."""

AGAIN = Remedy(kind="retry", detail="Process the order again.")


class TooManyPlans(Conflict):
    """The order was planned often enough in this run."""


class AgentCouldNotFinish(Conflict):
    """The other agent could not finish its work."""


class NotBooked(Conflict):
    """The order is not booked."""


class IsBooked(Conflict):
    """The order is booked: it needs no attention."""


class Orders(ToolAnswer):
    """The orders that were asked for."""

    orders: list[OrderView]


class StatusSet(ToolAnswer):
    """The order as it is now."""

    status: OrderStatus


def open_workshop(settings: AgentSettings, neighbours: Neighbours) -> Workshop:
    """Where the orchestrator's tools come from."""
    return Workshop(lambda run: OrchestratorTools(run, neighbours))


class OrchestratorTools:
    """Built for one run. Facts pass from agent to agent and to the order here, not through the model."""

    def __init__(self, run: Run, neighbours: Neighbours) -> None:
        self._run = run
        self._orders = neighbours.orders.acting_with(run.token) if run.token else neighbours.orders
        self._agents = neighbours.agents
        self._order: OrderRead | None = None
        self._plans = 0
        self._analysis: LoadAnalysis | None = None
        self._asked_transport = False
        self._confirmation: BookingConfirmation | None = None
        self._trouble: str | None = None
        self._changed_to: Literal["booked", "needs_attention"] | None = None

    def all(self) -> list[AgentTool]:
        """Every tool, for the agent."""
        return [
            self.fetch_orders,
            self.invoke_analyser,
            self.invoke_transport,
            self.update_order_status,
            self.send_notification,
        ]

    def result(self, because: str) -> OrderOutcome:
        """What this run did to the order."""
        booked = self._confirmation if self._changed_to == "booked" else None
        return OrderOutcome(
            order_id=self._run.order_id or 0,
            status=self._changed_to or "unchanged",
            booking_ids=[booking.booking_id for booking in booked.bookings] if booked else [],
            because=because,
        )

    @tool
    async def fetch_orders(self, order_ids: list[int]) -> Orders:
        """Read orders: status, route, pickup date, goods.

        Args:
            order_ids: The order you were asked to process.
        """
        for order_id in order_ids:
            self._run.require(order_id)
        if not order_ids:
            raise TooEarly("Name the order.")
        view = order_view(await self._read(order_ids[0]))
        return Orders(summary=view.summary, orders=[view])

    @tool
    async def invoke_analyser(self, order_id: int) -> AnalysisView:
        """Let the analyser pack the order into the vehicles that are free now, and save the layout.

        Call it again for a new plan when a vehicle was taken meanwhile; three plans are the most.

        Args:
            order_id: The order you were asked to process.
        """
        self._run.require(order_id)
        if self._plans == MOST_PLANS:
            raise TooManyPlans(f"The order was planned {MOST_PLANS} times; set it to needs_attention.")
        self._plans += 1
        answer = await self._ask("analyser", AnalyseOrder(order_id=order_id, run=self._task.run))
        if not isinstance(answer.result, LoadAnalysis):
            raise self._not_finished("analyser", answer)
        self._analysis, self._trouble = answer.result, answer.result.reason
        return analysis_view(answer.result)

    @tool
    async def invoke_transport(self, order_id: int) -> BookingView:
        """Let the transport agent book the vehicles of the layout that the analyser saved.

        It first looks for what an earlier, interrupted run booked; so call it even when the analyser found no place.

        Args:
            order_id: The order you were asked to process.
        """
        self._run.require(order_id)
        if self._analysis is None:
            raise TooEarly("Call invoke_analyser first.")
        self._asked_transport = True
        if self._confirmation is None or not self._confirmation.bookings:
            self._confirmation = await self._book(order_id, self._analysis)
        return booking_view(self._confirmation)

    @tool
    async def update_order_status(self, order_id: int, status: Literal["booked", "needs_attention"]) -> StatusSet:
        """Write on the order what came of it. Bookings, price, reason and remedy are added from what was found.

        Args:
            order_id: The order you were asked to process.
            status: booked when its vehicles are booked, needs_attention when a dispatcher has to decide.
        """
        self._run.require(order_id)
        change = self._booked() if status == "booked" else self._needs_attention()
        self._order = await self._orders.change_order(order_id, change)
        self._changed_to = status
        return StatusSet(summary=f"Order {order_id} is {self._order.status}.", status=self._order.status)

    @tool
    async def send_notification(self, order_id: int, event: Literal["order_booked"]) -> ToolAnswer:
        """Tell the customer that the order is booked. The words are ours; a repeat sends nothing twice.

        Args:
            order_id: The order you were asked to process.
            event: order_booked.
        """
        self._run.require(order_id)
        if self._order is None or self._order.status is not OrderStatus.BOOKED:
            raise NotBooked("The customer is told once the order is booked.")
        told = await self._orders.notify(order_id, event)
        return ToolAnswer(summary=f"The customer is told: {told.subject}")

    @property
    def _task(self) -> Task:
        assert self._run.task is not None  # `require` refused everything else before.
        return self._run.task

    async def _read(self, order_id: int) -> OrderRead:
        self._order = await self._orders.get_order(order_id)
        return self._order

    async def _book(self, order_id: int, analysis: LoadAnalysis) -> BookingConfirmation:
        task = BookTransport(order_id=order_id, layout=analysis.layout, run=self._task.run)
        answer = await self._ask("transport", task)
        if not isinstance(answer.result, BookingConfirmation):
            raise self._not_finished("transport", answer)
        if answer.result.refused and analysis.layout:
            self._trouble = answer.result.because
        return answer.result

    async def _ask(self, agent: AgentName, task: Task) -> AgentAnswer:
        answer = await self._agents.ask(agent, task)
        self._run.used(answer.usage)
        if answer.failure and answer.failure.retry:
            raise AgentUnavailable(f"The {agent} agent stopped: {answer.failure.detail}", agent=agent)
        return answer

    def _not_finished(self, agent: AgentName, answer: AgentAnswer) -> AgentCouldNotFinish:
        detail = answer.failure.detail if answer.failure else "It answered something else."
        self._trouble = f"The {agent} agent could not finish: {detail}"
        return AgentCouldNotFinish(self._trouble)

    def _booked(self) -> OrderPatch:
        confirmation = self._confirmation
        if confirmation is None or confirmation.layout is None or confirmation.total is None:
            raise NotBooked("No vehicle is booked for this order.")
        facts = Booked(
            booking_ids=[booking.booking_id for booking in confirmation.bookings],
            layout=confirmation.layout,
            price=confirmation.total,
        )
        return OrderPatch(status=OrderStatus.BOOKED, booked=facts)

    def _needs_attention(self) -> OrderPatch:
        if self._confirmation is not None and self._confirmation.bookings:
            raise IsBooked("The vehicles are booked: set the order to booked.")
        if self._trouble is None or (self._analysis and not self._asked_transport):
            raise TooEarly("Find out first what is wrong: call invoke_analyser and invoke_transport.")
        remedy = self._analysis.remedy if self._analysis else None
        return OrderPatch(
            status=OrderStatus.NEEDS_ATTENTION, status_reason=self._trouble[:2000], remedy=remedy or AGAIN
        )
