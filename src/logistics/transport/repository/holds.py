"""Days on which vehicles are taken, in one transaction: a booking has a hold, a block is a hold with a reason."""

from typing import Any

from psycopg.errors import ExclusionViolation

from logistics.kit.database import Transaction
from logistics.transport.errors import BlockNotFound, VehicleAlreadyBooked
from logistics.transport.model import Block, Period

BLOCK = "id, vehicle_id, lower(period) AS start, upper(period) AS until, reason"


class HoldRepository:
    """Reads and writes `holds`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def take(self, vehicle_id: int, period: Period, reason: str | None = None) -> int:
        """Hold a vehicle on these days; the hold's id. After a refusal the transaction can still be used.

        Raises:
            VehicleAlreadyBooked: One of the days is taken.
        """
        try:
            async with self._tx.transaction():
                cursor = await self._tx.execute(
                    "INSERT INTO holds (vehicle_id, period, reason) VALUES (%s, daterange(%s, %s), %s) RETURNING id",
                    [vehicle_id, period.start, period.end, reason],
                )
        except ExclusionViolation:
            raise VehicleAlreadyBooked(vehicle_id, period.start, period.end) from None
        row = await cursor.fetchone()
        assert row is not None
        return int(row["id"])

    async def release(self, hold_id: int) -> None:
        """Free the days of a booking."""
        await self._tx.execute("UPDATE holds SET active = false WHERE id = %s", [hold_id])

    async def list_blocks(self, vehicle_id: int, after_id: int, limit: int) -> list[Block]:
        """Blocks of a vehicle by id."""
        cursor = await self._tx.execute(
            f"""SELECT {BLOCK} FROM holds WHERE vehicle_id = %s AND reason IS NOT NULL AND id > %s
                ORDER BY id LIMIT %s""",
            [vehicle_id, after_id, limit],
        )
        return [_block(row) for row in await cursor.fetchall()]

    async def remove_block(self, vehicle_id: int, block_id: int) -> None:
        """Let the vehicle be booked on these days again.

        Raises:
            BlockNotFound: The vehicle has no such block.
        """
        cursor = await self._tx.execute(
            "DELETE FROM holds WHERE id = %s AND vehicle_id = %s AND reason IS NOT NULL", [block_id, vehicle_id]
        )
        if cursor.rowcount == 0:
            raise BlockNotFound(vehicle_id, block_id)


def _block(row: dict[str, Any]) -> Block:
    period = Period(row["start"], row["until"])
    return Block(id=row["id"], vehicle_id=row["vehicle_id"], period=period, reason=row["reason"])
