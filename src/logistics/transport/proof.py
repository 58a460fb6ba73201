"""What must be true before vehicles are booked: the order, its pieces, their places, and the quotes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from logistics.contracts.bookings import LoadToBook, MadeFor
from logistics.contracts.layout import LayoutDocument, Load
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.money import one_currency
from logistics.contracts.numbers import kg_of
from logistics.contracts.orders import OrderRead
from logistics.kit.errors import FieldError, pointer
from logistics.layouts.proof import (
    figure_faults,
    fit_violations,
    load_volume_mm3,
    load_weight_g,
    piece_faults,
    space_faults,
)
from logistics.transport.errors import (
    LayoutDoesNotFit,
    LayoutNotOfThisOrder,
    LoadsIncomplete,
    OrderNotBookable,
    QuoteDoesNotMatch,
    QuoteExpired,
    UnknownQuote,
)
from logistics.transport.model import LoadNeeds, Quote, Route, Vehicle
from logistics.transport.wire import vehicle_read
from logistics.words import BOOKABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is asked to be booked, each part as its owner has it now. Each method refuses, or says nothing."""

    order: OrderRead
    route: Route
    layout: LayoutRef
    document: LayoutDocument
    wanted: Sequence[LoadToBook]

    def require_bookable(self) -> None:
        """The order is not cancelled and not on its way.

        Raises:
            OrderNotBookable: It is.
        """
        if self.order.status not in BOOKABLE:
            raise OrderNotBookable(self.order.id, self.order.status, BOOKABLE)

    def require_its_pieces(self) -> None:
        """The layout holds exactly the order's pieces.

        Raises:
            LayoutNotOfThisOrder: Says what differs.
        """
        orders, loads = self.document.order_ids, self.document.loads
        faults = [] if orders == [self.order.id] else [f"It says it is of the orders {orders}."]
        # A vehicle for nothing would be proven by nothing.
        faults += [f"Load {index} is empty." for index, load in enumerate(loads) if not load.placements]
        faults += piece_faults(self.document, self.order.pieces())
        if faults:
            raise LayoutNotOfThisOrder(self.order.id, faults)

    def require_fit(self, vehicles: Mapping[int, Vehicle]) -> None:
        """The checker finds nothing wrong, for the vehicles as they are, and what people read of the loads is so.

        Raises:
            LayoutDoesNotFit: With everything that is wrong.
        """
        pieces = {piece.item: piece for piece in self.order.pieces()}
        violations = []
        for index, load in enumerate(self.document.loads):
            at = {"load_index": index, "vehicle_id": load.space.vehicle_id}
            vehicle = vehicles.get(load.space.vehicle_id)
            if vehicle is None:
                violations.append({**at, "code": "unknown_vehicle", "item_ids": [], "detail": "It does not exist."})
            else:
                violations += [{**at, **asdict(v)} for v in fit_violations(load, vehicle_read(vehicle), pieces)]
        # Only of a load that fits can it be said what it truly measures.
        for index, load in enumerate(() if violations else self.document.loads):
            at = {"load_index": index, "vehicle_id": load.space.vehicle_id}
            faults = space_faults(load.space, vehicle_read(vehicles[load.space.vehicle_id])) + figure_faults(load)
            violations += [{**at, "code": "false_figure", "item_ids": [], "detail": fault} for fault in faults]
        if violations:
            raise LayoutDoesNotFit(violations)

    def require_every_load(self) -> None:
        """Each load of the layout is to be booked, once.

        Raises:
            LoadsIncomplete: One is missing, twice there, or not in the layout.
        """
        named = [load.load_index for load in self.wanted]
        if sorted(named) != list(range(len(self.document.loads))):
            raise LoadsIncomplete(len(self.document.loads), named)

    def require_quotes(self, quotes: Mapping[int, Quote], now: datetime) -> None:
        """Every load has a quote that still holds and was given for it.

        Raises:
            UnknownQuote, QuoteExpired, QuoteDoesNotMatch: The first that is wrong.
            CurrenciesDiffer: Each is right, and together they are no price.
        """
        for position, named in enumerate(self.wanted):
            at = pointer("loads", position, "quote_id")
            quote = quotes.get(named.quote_id)
            if quote is None:
                raise UnknownQuote(named.quote_id, at)
            if quote.has_expired(now):
                raise QuoteExpired(quote.id)
            differences = self._differences(quote, self.document.loads[named.load_index])
            if differences:
                faults = [FieldError(at, code, message) for code, message in differences]
                raise QuoteDoesNotMatch(quote.id, named.load_index, faults)
        one_currency(quotes[load.quote_id].currency for load in self.wanted)

    def needs_of(self, load: Load) -> LoadNeeds:
        """What another vehicle must offer to take this load."""
        placed = {placement.item for placement in load.placements}
        rules = [piece.rules for piece in self.order.pieces() if piece.item in placed]
        ranges = [one.temperature_c for one in rules if one.temperature_c is not None]
        sides = [sorted((p.dx_mm, p.dy_mm, p.dz_mm)) for p in load.placements]
        return LoadNeeds(
            weight_g=load_weight_g(load),
            volume_mm3=load_volume_mm3(load),
            sides_mm=(max(s[0] for s in sides), max(s[1] for s in sides), max(s[2] for s in sides)),
            refrigerated=any(one.requires_refrigeration for one in rules),
            coldest_c=max((coldest for coldest, _ in ranges), default=None),
            warmest_c=min((warmest for _, warmest in ranges), default=None),
        )

    def made_for(self) -> MadeFor:
        """What the order says, of all that its layout, its days and its price depend on."""
        order = self.order
        goods = [item.model_dump(mode="json") for item in order.items]
        return MadeFor(
            **order.model_dump(include={"plan_version", "pickup_date", "priority"}),
            origin=order.origin,
            destination=order.destination,
            pieces=order.totals.pieces,
            weight_kg=order.totals.weight_kg,
            goods_sha256=hashlib.sha256(json.dumps(goods, sort_keys=True).encode()).hexdigest(),
        )

    def _differences(self, quote: Quote, load: Load) -> list[tuple[str, str]]:
        """In what a quote is for something else: a code and a sentence each."""
        order, weight_g, volume_mm3 = self.order, load_weight_g(load), load_volume_mm3(load)
        day, vehicle_id = quote.period.start, load.space.vehicle_id
        questions = (
            (quote.vehicle_id != vehicle_id, "vehicle", f"it is for vehicle {quote.vehicle_id}, not {vehicle_id}."),
            (quote.route != self.route, "route", "it is for another origin or destination than the order's."),
            (day != order.pickup_date, "date", f"it is for {day}, not {order.pickup_date}."),
            (
                quote.priority is not order.priority,
                "priority",
                f"it is {quote.priority}, the order {order.priority}.",
            ),
            (
                quote.weight_g < weight_g,
                "weight",
                f"it is for {kg_of(quote.weight_g)} kg and the load weighs {kg_of(weight_g)} kg.",
            ),
            (
                quote.volume_mm3 < volume_mm3,
                "volume",
                f"it is for {quote.volume_mm3} mm³ and the load measures {volume_mm3} mm³.",
            ),
        )
        return [(code, message) for differs, code, message in questions if differs]
