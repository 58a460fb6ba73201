"""The analyser's four tools, and the analysis that comes of them."""

import asyncio
from decimal import Decimal

from strands import tool
from strands.types.tools import AgentTool

from logistics.agents.analyser.desk import PackingDesk, Shipment
from logistics.agents.analyser.packers import Packers, PackingBrokenOff
from logistics.agents.analyser.planning import (
    Plan,
    layout_document,
    nothing_packed,
    planned_loads,
    unplaced,
)
from logistics.agents.analyser.remedies import names, not_sound, smaller_orders
from logistics.agents.analyser.search import find_remedy
from logistics.agents.answers import ToolAnswer
from logistics.agents.fleet import free_vehicles, route_km
from logistics.agents.neighbours import Neighbours
from logistics.agents.runs import Run, TooEarly, Unfinished
from logistics.agents.settings import AgentSettings
from logistics.agents.tools import Workshop, milestone
from logistics.agents.views import OrderView, order_view
from logistics.contracts.agents import LoadAnalysis, PlannedLoad
from logistics.contracts.layout import Unplaced
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.orders import OrderRead, Piece, Remedy
from logistics.contracts.vehicles import VehicleRead
from logistics.geo.distance import transit_days
from logistics.kit.clock import Clock, business_day, utc_now
from logistics.layouts.codec import layout_body
from logistics.layouts.store import layout_key
from logistics.pricing import Trip
from logistics.words import OrderStatus

MOST_SHOWN = 20
"""Pieces without a place that a model is shown; the layout has them all."""


class WeighedLoad(ToolAnswer):
    """All pieces together, and the extremes among them."""

    pieces: int
    weight_kg: Decimal
    volume_m3: Decimal
    longest_side_mm: int
    heaviest_piece_kg: Decimal
    refrigerated_pieces: int


class PackedOrder(ToolAnswer):
    """What came of packing. `reason` and `remedy` are there when it is not complete."""

    complete: bool
    loads: list[PlannedLoad]
    unplaced: list[Unplaced]
    reason: str | None
    remedy: Remedy | None


class SavedLayout(ToolAnswer):
    """Where the layout is kept."""

    key: str
    version: str


def open_workshop(settings: AgentSettings, neighbours: Neighbours, packers: Packers | None = None) -> Workshop:
    """Where the analyser's tools come from. All of them pack at one desk."""
    packers = packers or Packers()
    desk = PackingDesk(packers)
    return Workshop(
        lambda run: AnalyserTools(run, neighbours, desk, clock=utc_now, timezone=settings.timezone), packers.warm_up
    )


class AnalyserTools:
    """Built for one run. Everything found out stays here; the model only sees a view of it."""

    def __init__(self, run: Run, neighbours: Neighbours, desk: PackingDesk, *, clock: Clock, timezone: str) -> None:
        self._run = run
        self._all_orders = neighbours.orders
        self._orders = neighbours.orders.acting_with(run.token) if run.token else neighbours.orders
        self._transport = neighbours.transport.acting_with(run.token) if run.token else neighbours.transport
        self._layouts = neighbours.layouts
        self._desk = desk
        self._clock = clock
        self._timezone = timezone
        self._order: OrderRead | None = None
        self._pieces: list[Piece] = []
        self._plan: Plan | None = None
        self._way_out: tuple[str | None, Remedy | None] = (None, None)
        self._layout: LayoutRef | None = None

    def all(self) -> list[AgentTool]:
        """Every tool, for the agent."""
        return [self.fetch_order, self.calculate_load, self.run_packing, self.save_layout]

    def result(self, because: str) -> LoadAnalysis:
        """The analysis, from what the tools found.

        Raises:
            Unfinished: The order was not packed, or the layout not saved.
        """
        if self._order is None or self._plan is None or self._layout is None:
            raise Unfinished("The analyser stopped before the layout was saved.")
        totals = self._order.totals
        reason, remedy = self._way_out
        return LoadAnalysis(
            order_id=self._order.id,
            weight_kg=totals.weight_kg,
            volume_m3=totals.volume_m3,
            pieces=totals.pieces,
            loads=planned_loads(self._plan),
            unplaced=unplaced(self._plan),
            layout=self._layout if self._plan.complete else None,
            reason=reason,
            remedy=remedy,
            because=because,
        )

    @tool
    async def fetch_order(self, order_id: int) -> OrderView:
        """Read the order: route, pickup date, and its lines with sizes, weights and handling.

        Args:
            order_id: The order you were asked to analyse.
        """
        return order_view(await self._fetched(order_id))

    @tool
    async def calculate_load(self, order_id: int) -> WeighedLoad:
        """Add up all pieces of the order: weight, volume, longest side, heaviest piece.

        Args:
            order_id: The order you were asked to analyse.
        """
        order = await self._fetched(order_id)
        totals = order.totals
        return WeighedLoad(
            summary=f"{totals.pieces} pieces, {totals.weight_kg:f} kg, {totals.volume_m3:.3f} m3.",
            pieces=totals.pieces,
            weight_kg=totals.weight_kg,
            volume_m3=totals.volume_m3,
            longest_side_mm=max(max(item.length_mm, item.width_mm, item.height_mm) for item in order.items),
            heaviest_piece_kg=max(item.weight_kg for item in order.items),
            refrigerated_pieces=sum(item.quantity for item in order.items if item.rules.requires_refrigeration),
        )

    @tool
    @milestone("load_analysed")
    async def run_packing(self, order_id: int) -> PackedOrder:
        """Pack every piece in 3D into the cheapest vehicles that are free for the order, and check the result.

        When not every piece finds a place, the answer says why and what the cheapest remedy is.

        Args:
            order_id: The order you were asked to analyse.
        """
        order = await self._fetched(order_id)
        km = await route_km(order)
        days = transit_days(km)
        shipment = Shipment(
            order_id=order.id,
            customer_id=order.customer_id,
            pieces=self._pieces,
            day=order.pickup_date,
            days=days,
            trip=Trip(km, order.priority),
        )
        free = await self._free_for(shipment)
        try:
            plan = await self._desk.plan(shipment, free)
            self._way_out = await self._find_way_out(plan, shipment, free)
        except PackingBrokenOff as error:
            plan, self._way_out = nothing_packed(self._pieces, error.message), (error.message, smaller_orders())
        self._plan, self._layout = plan, None
        return self._packed(plan)

    @tool
    @milestone("layout_saved")
    async def save_layout(self, order_id: int) -> SavedLayout:
        """Save the layout that run_packing made as a new version, complete or not.

        Args:
            order_id: The order you were asked to analyse.
        """
        order = await self._fetched(order_id)
        if self._plan is None:
            raise TooEarly("There is no layout to save: call run_packing first.")
        if self._layout is None:
            document = layout_document(order.id, self._plan, self._clock())
            layout = await self._layouts.put(layout_key(order.id), layout_body(document))
            await self._orders.note_layout(order.id, layout)
            self._layout = layout
        saved = self._layout
        return SavedLayout(
            summary=f"Saved as {saved.key}, version {saved.version}.", key=saved.key, version=saved.version
        )

    async def _fetched(self, order_id: int) -> OrderRead:
        """The order, read once in a run."""
        self._run.require(order_id)
        if self._order is None:
            self._order = await self._orders.get_order(order_id)
            self._pieces = list(self._order.pieces())
        return self._order

    async def _free_for(self, shipment: Shipment) -> list[VehicleRead]:
        """The free vehicles, once no order that is decided keeps any of them pencilled in."""
        free = await free_vehicles(self._transport, shipment.day, shipment.days)
        waiting = self._desk.pencilled_by(shipment, free)
        orders = await asyncio.gather(*(self._all_orders.get_order(order_id) for order_id in waiting))
        if decided := {order.id for order in orders if order.status is not OrderStatus.PROCESSING}:
            self._desk.rub_out(decided)
            # It may have been booked after we looked what is free.
            free = await free_vehicles(self._transport, shipment.day, shipment.days)
        return free

    async def _find_way_out(
        self, plan: Plan, shipment: Shipment, free: list[VehicleRead]
    ) -> tuple[str | None, Remedy | None]:
        """Reason and remedy of a plan that cannot be booked."""
        if plan.complete:
            return None, None
        if not plan.left_over:
            return not_sound(plan)
        today = business_day(self._clock(), self._timezone)
        return await find_remedy(self._desk, self._transport, shipment, free, today)

    def _packed(self, plan: Plan) -> PackedOrder:
        reason, remedy = self._way_out
        return PackedOrder(
            summary=_summary(plan) if plan.complete else f"{reason} {remedy.detail if remedy else ''}".strip(),
            complete=plan.complete,
            loads=planned_loads(plan),
            unplaced=unplaced(plan)[:MOST_SHOWN],
            reason=reason,
            remedy=remedy,
        )


def _summary(plan: Plan) -> str:
    fills = " and ".join(f"{load.metrics.filled_share:.0%}" for load in plan.loads)
    return f"All {len(plan.pieces)} pieces fit {names(plan.vehicles)}, filled to {fills}."
