"""What people do with vehicles and blocks, and which vehicles are free."""

from typing import Any

from logistics.kit.clock import Clock, business_day
from logistics.kit.database import Database
from logistics.transport.errors import VehicleChanged, VehicleHasBookings
from logistics.transport.model import Block, Period, Requirements, Vehicle, VehicleDraft
from logistics.transport.repository.bookings import BookingRepository
from logistics.transport.repository.holds import HoldRepository
from logistics.transport.repository.vehicles import VehicleRepository
from logistics.web.answers import Listed


class FleetService:
    """Vehicles and the days they are blocked. Each method is one transaction."""

    def __init__(self, database: Database, now: Clock, timezone: str) -> None:
        self._db = database
        self._now = now
        self._timezone = timezone

    async def add(self, draft: VehicleDraft) -> Vehicle:
        """Take a vehicle into service.

        Raises:
            VehicleInvalid: What is said of it contradicts itself.
            RegistrationTaken: There is one with this registration.
        """
        draft.require_sound()
        async with self._db.transaction() as tx:
            return await VehicleRepository(tx).add(draft)

    async def get(self, vehicle_id: int) -> Vehicle:
        """One vehicle."""
        async with self._db.connection() as tx:
            return await VehicleRepository(tx).get(vehicle_id)

    async def list_page(self, registration: str | None, after_id: int, limit: int) -> list[Listed]:
        """Vehicles by id."""
        async with self._db.connection() as tx:
            return await VehicleRepository(tx).list_page(registration, after_id, limit)

    async def list_available(self, period: Period, needs: Requirements, after_id: int, limit: int) -> list[Listed]:
        """Vehicles in service that are free on every day of the period and offer what is required, by id."""
        async with self._db.connection() as tx:
            return await VehicleRepository(tx).list_available(period, needs, after_id, limit)

    async def change(self, vehicle_id: int, changes: dict[str, Any], version: int | None) -> Vehicle:
        """Change a vehicle; what is booked on it stays proven.

        Raises:
            VehicleChanged: It is no longer at `version`.
            VehicleInvalid: What is then said of it contradicts itself.
            VehicleHasBookings: It would shrink, hold loads to other rules, or leave service, under a booking that is
                still ahead.
            RegistrationTaken: Another vehicle has the new registration.
        """
        async with self._db.transaction() as tx:
            vehicles = VehicleRepository(tx)
            vehicle = await vehicles.lock(vehicle_id)
            if version is not None and version != vehicle.version:
                raise VehicleChanged(vehicle_id, vehicle.version)
            changed = vehicle.change(changes)
            changed.require_sound()
            if vehicle.breaks_bookings(changed):
                today = business_day(self._now(), self._timezone)
                if ahead := await BookingRepository(tx).list_ahead(vehicle_id, today):
                    raise VehicleHasBookings(vehicle_id, {booking.id: booking.number for booking in ahead})
            return await vehicles.save(changed)

    async def block(self, vehicle_id: int, period: Period, reason: str) -> Block:
        """Keep a vehicle from being booked on these days.

        Raises:
            VehicleAlreadyBooked: It is booked or blocked on one of them.
        """
        async with self._db.transaction() as tx:
            await VehicleRepository(tx).lock(vehicle_id)
            hold_id = await HoldRepository(tx).take(vehicle_id, period, reason)
        return Block(id=hold_id, vehicle_id=vehicle_id, period=period, reason=reason)

    async def list_blocks(self, vehicle_id: int, after_id: int, limit: int) -> list[Block]:
        """Blocks of a vehicle by id."""
        async with self._db.connection() as tx:
            await VehicleRepository(tx).get(vehicle_id)
            return await HoldRepository(tx).list_blocks(vehicle_id, after_id, limit)

    async def unblock(self, vehicle_id: int, block_id: int) -> None:
        """Let a vehicle be booked again on the days of a block."""
        async with self._db.transaction() as tx:
            await HoldRepository(tx).remove_block(vehicle_id, block_id)
