"""Quotes in one transaction."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from logistics.kit.database import Transaction
from logistics.pricing import PriceLine
from logistics.transport.model import Period, Point, Quote, QuoteDraft, Route
from logistics.words import Priority

KEPT_UNUSED = timedelta(days=7)
"""How long a quote that was not booked can still be looked up by whoever was shown it."""
PLAIN = (
    "vehicle_id",
    "priority",
    "weight_g",
    "volume_mm3",
    "distance_km",
    "distance_source",
    "total",
    "currency",
    "valid_until",
)
"""Columns that are fields of a quote just as they are."""

SWEEP = """DELETE FROM quotes WHERE id IN (
    SELECT id FROM quotes WHERE NOT used AND valid_until < %(long_ago)s
    ORDER BY valid_until LIMIT 2 FOR UPDATE SKIP LOCKED)"""
"""Two that nobody booked and nobody can book any more: with each new one, they never get more than they were."""


class QuoteRepository:
    """Reads and writes `quotes`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, draft: QuoteDraft) -> Quote:
        """Store a new quote, and sweep out old ones that nobody booked."""
        cursor = await self._tx.execute(
            f"""WITH swept AS ({SWEEP})
                INSERT INTO quotes ({", ".join(PLAIN)}, period, lines,
                                    origin_lat, origin_lon, destination_lat, destination_lon)
                VALUES ({", ".join(f"%({name})s" for name in PLAIN)}, daterange(%(start)s, %(end)s), %(lines)s,
                        %(origin_lat)s, %(origin_lon)s, %(destination_lat)s, %(destination_lon)s)
                RETURNING id""",
            {
                **{name: getattr(draft, name) for name in PLAIN},
                "long_ago": draft.valid_until - KEPT_UNUSED,
                "start": draft.period.start,
                "end": draft.period.end,
                "lines": Jsonb([[line.code, line.label, str(line.amount)] for line in draft.lines]),
                "origin_lat": draft.route.origin.lat,
                "origin_lon": draft.route.origin.lon,
                "destination_lat": draft.route.destination.lat,
                "destination_lon": draft.route.destination.lon,
            },
        )
        row = await cursor.fetchone()
        assert row is not None
        return Quote(id=row["id"], **{name: getattr(draft, name) for name in QuoteDraft.__dataclass_fields__})

    async def find_all(self, quote_ids: Sequence[int]) -> dict[int, Quote]:
        """Those of the quotes that exist."""
        cursor = await self._tx.execute(
            f"""SELECT id, {", ".join(PLAIN)}, lines, lower(period) AS start, upper(period) AS until,
                       origin_lat, origin_lon, destination_lat, destination_lon
                FROM quotes WHERE id = ANY(%s)""",
            [list(quote_ids)],
        )
        return {row["id"]: _quote(row) for row in await cursor.fetchall()}


def _quote(row: dict[str, Any]) -> Quote:
    return Quote(
        id=row["id"],
        **{name: row[name] for name in PLAIN if name != "priority"},
        priority=Priority(row["priority"]),
        period=Period(row["start"], row["until"]),
        route=Route(
            Point(row["origin_lat"], row["origin_lon"]), Point(row["destination_lat"], row["destination_lon"])
        ),
        lines=tuple(PriceLine(code, label, Decimal(amount)) for code, label, amount in row["lines"]),
    )
