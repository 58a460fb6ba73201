"""TransportClient: the Transport API, typed."""

from collections.abc import Sequence
from datetime import date

from logistics.clients.http import ServiceClient
from logistics.contracts.base import Page
from logistics.contracts.bookings import (
    BookingCreate,
    BookingRead,
    BookingSettle,
    BookingStatus,
    BookingStatusPatch,
    LoadToBook,
)
from logistics.contracts.layout_ref import LayoutRef
from logistics.contracts.quotes import PriceRequest, QuoteRead
from logistics.contracts.vehicles import BlockCreate, BlockRead, VehicleCreate, VehicleRead


class TransportClient(ServiceClient):
    """What the Transport API offers; errors come back as `kit.errors` with the service's code."""

    async def list_vehicles(
        self, *, registration: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[VehicleRead]:
        """A page of vehicles."""
        return await self._get(Page[VehicleRead], "vehicles", registration=registration, limit=limit, cursor=cursor)

    async def create_vehicle(self, vehicle: VehicleCreate, key: str | None = None) -> VehicleRead:
        """A new vehicle."""
        return await self._post(VehicleRead, "vehicles", vehicle, key)

    async def get_vehicle(self, vehicle_id: int) -> VehicleRead:
        """One vehicle."""
        return await self._get(VehicleRead, f"vehicles/{vehicle_id}")

    async def block_vehicle(self, vehicle_id: int, block: BlockCreate) -> BlockRead:
        """Take a vehicle out of service for some days."""
        return await self._post(BlockRead, f"vehicles/{vehicle_id}/blocks", block)

    async def available_vehicles(
        self,
        day: date,
        *,
        days: int = 1,
        min_length_mm: int | None = None,
        min_width_mm: int | None = None,
        min_height_mm: int | None = None,
        min_payload_kg: str | None = None,
        refrigerated: bool | None = None,
        limit: int = 200,
        cursor: str | None = None,
    ) -> Page[VehicleRead]:
        """Active vehicles that are free on every one of `days` days from `day`."""
        return await self._get(
            Page[VehicleRead],
            "vehicles/available",
            date=day,
            days=days,
            min_length_mm=min_length_mm,
            min_width_mm=min_width_mm,
            min_height_mm=min_height_mm,
            min_payload_kg=min_payload_kg,
            refrigerated=refrigerated,
            limit=limit,
            cursor=cursor,
        )

    async def calculate_price(self, request: PriceRequest) -> QuoteRead:
        """A price that holds for 15 minutes."""
        return await self._post(QuoteRead, "bookings/calculate-price", request)

    async def list_bookings(
        self,
        *,
        order_id: int | None = None,
        vehicle_id: int | None = None,
        status: BookingStatus | None = None,
        told: bool | None = None,
        limit: int = 200,
        cursor: str | None = None,
    ) -> Page[BookingRead]:
        """A page of bookings."""
        return await self._get(
            Page[BookingRead],
            "bookings",
            order_id=order_id,
            vehicle_id=vehicle_id,
            status=status,
            told=told,
            limit=limit,
            cursor=cursor,
        )

    async def book(
        self, order_id: int, layout: LayoutRef, quote_ids: Sequence[int], key: str | None = None
    ) -> list[BookingRead]:
        """Book every load of the layout, the quotes in the order of the loads; all or none."""
        request = BookingCreate(
            order_ids=[order_id],
            layout_key=layout.key,
            layout_version=layout.version,
            layout_sha256=layout.sha256,
            loads=[LoadToBook(quote_id=q, load_index=i) for i, q in enumerate(quote_ids)],
        )
        return (await self._post(Page[BookingRead], "bookings", request, key)).data

    async def settle_order(self, order_id: int) -> list[BookingRead]:
        """Have an order told again what is booked for it; what it does not want any more is released."""
        return (await self._post(Page[BookingRead], "bookings/settle", BookingSettle(order_id=order_id))).data

    async def get_booking(self, booking_id: int) -> BookingRead:
        """One booking."""
        return await self._get(BookingRead, f"bookings/{booking_id}")

    async def move_booking(self, booking_id: int, status: BookingStatus, reason: str | None = None) -> BookingRead:
        """Move a booking on, or cancel it."""
        return await self._patch(
            BookingRead, f"bookings/{booking_id}/status", BookingStatusPatch(status=status, reason=reason)
        )
