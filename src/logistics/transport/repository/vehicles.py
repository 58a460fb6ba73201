"""Vehicles in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from logistics.contracts.vehicles import VehicleRead
from logistics.dock.body import Axles, Balance, Blocked
from logistics.kit.database import Transaction
from logistics.transport.errors import RegistrationTaken, VehicleNotFound
from logistics.transport.model import LoadNeeds, Period, Requirements, Vehicle, VehicleDraft
from logistics.web.answers import Listed, json_object
from logistics.words import VehicleStatus

DRAFT_FIELDS = tuple(VehicleDraft.__dataclass_fields__)
COLUMNS = ", ".join(("id", *DRAFT_FIELDS, "status", "version"))

_DOCUMENTS = ("blocked", "axles", "balance")
"""Columns that hold JSON, in the words of `dock.body`."""


_ADDED = ("z_mm", "min_front_share", "min_rear_share")
"""Members that came later; each is 0 where it is not said."""


def _kg(grams: str) -> str:
    return f"trim_scale(({grams})::bigint * 0.001)::text"


_AXLES = f"""CASE WHEN axles IS NOT NULL THEN json_build_object(
    'wheelbase_mm', axles->'wheelbase_mm', 'bulkhead_mm', axles->'bulkhead_mm',
    'tare_front_kg', {_kg("axles->>'tare_front_g'")}, 'tare_rear_kg', {_kg("axles->>'tare_rear_g'")},
    'max_front_kg', {_kg("axles->>'max_front_g'")}, 'max_rear_kg', {_kg("axles->>'max_rear_g'")},
    'min_front_share', coalesce(axles->'min_front_share', '0'),
    'min_rear_share', coalesce(axles->'min_rear_share', '0')) END"""

_BLOCKED = """CASE WHEN blocked = '[]' THEN '[]' ELSE (
    SELECT jsonb_agg('{"z_mm": 0}'::jsonb || room ORDER BY place)
    FROM jsonb_array_elements(blocked) WITH ORDINALITY AS rooms (room, place)) END"""

_BALANCE = f"""CASE WHEN balance IS NOT NULL THEN json_build_object(
    'min_x_mm', balance->'min_x_mm', 'max_x_mm', balance->'max_x_mm',
    'max_lateral_mm', balance->'max_lateral_mm', 'from_kg', {_kg("balance->>'from_g'")}) END"""

DOCUMENT = json_object(
    VehicleRead,
    max_payload_kg=_kg("max_payload_g"),
    base_charge="base_charge::text",
    rate_per_km="rate_per_km::text",
    blocked=_BLOCKED,
    axles=_AXLES,
    balance=_BALANCE,
)
"""A vehicle as it goes over the wire; `wire.vehicle_read` says the same of one."""

FREE = f"""status = '{VehicleStatus.ACTIVE}' AND NOT EXISTS (
    SELECT FROM holds
    WHERE active AND int8range(vehicle_id, vehicle_id, '[]') && int8range(vehicles.id, vehicles.id, '[]')
      AND period && daterange(%(start)s, %(end)s))"""
"""In service and held on none of the days; asked in the terms of the exclusion constraint to use its index."""

TAKES_LOAD = """max_payload_g >= %(weight_g)s
    AND cargo_length_mm::bigint * cargo_width_mm * cargo_height_mm >= %(volume_mm3)s
    AND least(cargo_length_mm, cargo_width_mm, cargo_height_mm) >= %(shortest_mm)s
    AND cargo_length_mm + cargo_width_mm + cargo_height_mm
        - least(cargo_length_mm, cargo_width_mm, cargo_height_mm)
        - greatest(cargo_length_mm, cargo_width_mm, cargo_height_mm) >= %(middle_mm)s
    AND greatest(cargo_length_mm, cargo_width_mm, cargo_height_mm) >= %(longest_mm)s
    AND (refrigerated OR NOT %(refrigerated)s)
    AND (%(coldest_c)s::int IS NULL
         OR (min_temperature_c <= %(warmest_c)s AND max_temperature_c >= %(coldest_c)s))"""


class VehicleRepository:
    """Reads and writes `vehicles`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, draft: VehicleDraft) -> Vehicle:
        """Store a new vehicle, in service.

        Raises:
            RegistrationTaken: Another vehicle has its registration.
        """
        values = ", ".join(f"%({name})s" for name in DRAFT_FIELDS)
        statement = f"INSERT INTO vehicles ({', '.join(DRAFT_FIELDS)}) VALUES ({values}) RETURNING {COLUMNS}"
        return await self._write(statement, _values(draft))

    async def save(self, vehicle: Vehicle) -> Vehicle:
        """Store a changed vehicle.

        Raises:
            RegistrationTaken: Another vehicle has its registration.
        """
        changes = ", ".join(f"{name} = %({name})s" for name in (*DRAFT_FIELDS, "status", "version"))
        return await self._write(
            f"UPDATE vehicles SET {changes} WHERE id = %(id)s RETURNING {COLUMNS}", _values(vehicle)
        )

    async def get(self, vehicle_id: int) -> Vehicle:
        """One vehicle.

        Raises:
            VehicleNotFound: There is none.
        """
        return await self._one(f"SELECT {COLUMNS} FROM vehicles WHERE id = %s", vehicle_id)

    async def lock(self, vehicle_id: int) -> Vehicle:
        """One vehicle, unchanged by others until the end of the transaction.

        Raises:
            VehicleNotFound: There is none.
        """
        return await self._one(f"SELECT {COLUMNS} FROM vehicles WHERE id = %s FOR NO KEY UPDATE", vehicle_id)

    async def lock_all(self, vehicle_ids: Sequence[int]) -> dict[int, Vehicle]:
        """Those of the vehicles that exist, locked in the order of their ids so that two callers cannot deadlock.

        The lock leaves the key alone: a quote being stored refers to its vehicle and must not wait for a booking.
        """
        cursor = await self._tx.execute(
            f"SELECT {COLUMNS} FROM vehicles WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(vehicle_ids)]
        )
        return {row["id"]: _vehicle(row) for row in await cursor.fetchall()}

    async def list_page(self, registration: str | None, after_id: int, limit: int) -> list[Listed]:
        """Vehicles by id; `registration` finds the one that has it, capitals or not."""
        wanted = "AND lower(registration) = lower(%(registration)s)" if registration is not None else ""
        return await self._listed(
            f"WHERE id > %(after_id)s {wanted}",
            {"registration": registration, "after_id": after_id, "limit": limit},
        )

    async def list_available(self, period: Period, needs: Requirements, after_id: int, limit: int) -> list[Listed]:
        """Vehicles by id that are free on every day of the period and offer what is required."""
        conditions = [
            condition
            for condition, wanted in (
                ("cargo_length_mm >= %(min_length_mm)s", needs.min_length_mm),
                ("cargo_width_mm >= %(min_width_mm)s", needs.min_width_mm),
                ("cargo_height_mm >= %(min_height_mm)s", needs.min_height_mm),
                ("max_payload_g >= %(min_payload_g)s", needs.min_payload_g),
                ("refrigerated", needs.refrigerated),
            )
            if wanted
        ]
        return await self._listed(
            f"WHERE {' AND '.join(('id > %(after_id)s', FREE, *conditions))}",
            {**asdict(needs), **asdict(period), "after_id": after_id, "limit": limit},
        )

    async def list_alternatives(
        self, period: Period, needs: LoadNeeds, *, currency: str, except_ids: Sequence[int]
    ) -> list[Vehicle]:
        """Free vehicles that may take the load and are priced in this currency."""
        shortest, middle, longest = needs.sides_mm
        cursor = await self._tx.execute(
            f"""SELECT {COLUMNS} FROM vehicles WHERE {FREE} AND {TAKES_LOAD} AND id <> ALL(%(except_ids)s)
                      AND currency = %(currency)s""",
            {
                **asdict(needs),
                **asdict(period),
                "shortest_mm": shortest,
                "middle_mm": middle,
                "longest_mm": longest,
                "currency": currency,
                "except_ids": list(except_ids),
            },
        )
        return [_vehicle(row) for row in await cursor.fetchall()]

    async def _one(self, statement: str, vehicle_id: int) -> Vehicle:
        cursor = await self._tx.execute(statement, [vehicle_id])
        row = await cursor.fetchone()
        if row is None:
            raise VehicleNotFound(vehicle_id)
        return _vehicle(row)

    async def _listed(self, where: str, values: dict[str, Any]) -> list[Listed]:
        async with self._tx.cursor(row_factory=args_row(Listed)) as cursor:
            await cursor.execute(f"SELECT id, {DOCUMENT} FROM vehicles {where} ORDER BY id LIMIT %(limit)s", values)
            return await cursor.fetchall()

    async def _write(self, statement: str, values: dict[str, Any]) -> Vehicle:
        try:
            cursor = await self._tx.execute(statement, values)
        except UniqueViolation:
            raise RegistrationTaken(values["registration"]) from None
        row = await cursor.fetchone()
        assert row is not None
        return _vehicle(row)


def _values(draft: VehicleDraft) -> dict[str, Any]:
    values = asdict(draft)
    return values | {name: None if values[name] is None else Jsonb(_as_stored(values[name])) for name in _DOCUMENTS}


def _as_stored(document: Any) -> Any:
    """A document of the body without what was added later and is not said: the release before reads it too."""
    if isinstance(document, dict):
        return {name: value for name, value in document.items() if name not in _ADDED or value != 0}
    return [_as_stored(part) for part in document]


def _vehicle(row: dict[str, Any]) -> Vehicle:
    return Vehicle(
        **row
        | {
            "status": VehicleStatus(row["status"]),
            "blocked": tuple(Blocked(**room) for room in row["blocked"]),
            "axles": Axles(**row["axles"]) if row["axles"] else None,
            "balance": Balance(**row["balance"]) if row["balance"] else None,
        }
    )
