"""Quotes: a price for a vehicle, a route, a day and a load, that holds for 15 minutes."""

from datetime import date
from decimal import Decimal

from logistics.contracts.numbers import MM3_PER_M3, grams_of
from logistics.contracts.quotes import PriceRequest
from logistics.geo.distance import DISTANCE_SOURCE, road_km, transit_days
from logistics.kit.clock import Clock, business_day
from logistics.kit.database import Database
from logistics.kit.errors import FieldError
from logistics.pricing import Trip, price_lines, total_of
from logistics.transport.errors import DateInThePast, LoadTooLarge, PriceOutOfRange, UnknownVehicle, VehicleNotFound
from logistics.transport.model import QUOTE_VALID, Period, Quote, QuoteDraft, Route, Vehicle
from logistics.transport.places import route_between
from logistics.transport.repository.quotes import QuoteRepository
from logistics.transport.repository.vehicles import VehicleRepository

MAX_TOTAL = Decimal(10_000_000)
"""More than anybody is billed."""


class QuoteService:
    """What people ask about prices. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock, timezone: str) -> None:
        self._db = database
        self._now = now
        self._timezone = timezone

    async def calculate_price(self, request: PriceRequest) -> Quote:
        """Price a trip; the same question gets the same price as long as the vehicle's rates stay.

        Raises:
            DateInThePast, UnknownPlace, UnknownVehicle, LoadTooLarge, PriceOutOfRange: The request is wrong.
            VehicleNotActive: It is not in service.
        """
        self._require_coming(request.date)
        route = await route_between(request.origin, request.destination)
        async with self._db.connection() as tx:
            try:
                vehicle = await VehicleRepository(tx).get(request.vehicle_id)
            except VehicleNotFound:
                raise UnknownVehicle(request.vehicle_id) from None
            vehicle.require_active()
            return await QuoteRepository(tx).add(self._draft(request, vehicle, route))

    def _require_coming(self, day: date) -> None:
        today = business_day(self._now(), self._timezone)
        if day < today:
            raise DateInThePast(day, today)

    def _draft(self, request: PriceRequest, vehicle: Vehicle, route: Route) -> QuoteDraft:
        weight_g, volume_mm3 = grams_of(request.weight_kg), int(request.volume_m3 * MM3_PER_M3)
        _require_room(vehicle, weight_g, volume_mm3)
        distance_km = road_km(route.origin, route.destination)
        lines = price_lines(vehicle, Trip(distance_km, request.priority))
        total = total_of(lines)
        if total > MAX_TOTAL:
            raise PriceOutOfRange(vehicle.id)
        return QuoteDraft(
            vehicle_id=vehicle.id,
            route=route,
            period=Period.of(request.date, transit_days(distance_km)),
            priority=request.priority,
            weight_g=weight_g,
            volume_mm3=volume_mm3,
            distance_km=distance_km,
            distance_source=DISTANCE_SOURCE,
            lines=lines,
            total=total,
            currency=vehicle.currency,
            valid_until=self._now() + QUOTE_VALID,
        )


def _require_room(vehicle: Vehicle, weight_g: int, volume_mm3: int) -> None:
    """Refuse a load that no packing could bring in.

    Raises:
        LoadTooLarge: It weighs or measures more than the vehicle takes.
    """
    faults = []
    if weight_g > vehicle.max_payload_g:
        faults.append(FieldError("/weight_kg", "too_heavy", f"It carries {vehicle.max_payload_g / 1000:g} kg."))
    if volume_mm3 > vehicle.volume_mm3:
        faults.append(FieldError("/volume_m3", "too_large", f"It holds {vehicle.volume_mm3 / 1e9:.3f} m³."))
    if faults:
        raise LoadTooLarge(vehicle.id, faults)
