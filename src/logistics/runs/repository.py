"""Every SQL statement about runs. A run decides nothing, so its contract serves as its model."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from logistics.contracts.runs import MOST_STEPS_LISTED, RunCreate, RunPatch, RunRead, RunStep, RunSummary
from logistics.kit.database import Transaction
from logistics.runs.errors import RunNotFound
from logistics.words import RunStatus

_RUN = """id, order_id, agent, model, status, started_at, ended_at,
    jsonb_build_object('turns', turns, 'tool_calls', tool_calls, 'tokens', tokens, 'cost', cost) AS usage,
    (SELECT count(*) FROM run_steps WHERE run_id = runs.id) AS step_count"""


def _select(most_steps: str) -> str:
    """Runs with their latest steps. They are numbered as they began, however late their agents report them."""
    return f"""SELECT {_RUN}, coalesce((SELECT jsonb_agg(to_jsonb(step) ORDER BY seq) FROM (
        SELECT row_number() OVER (ORDER BY started_at NULLS FIRST, seq) AS seq,
               agent, tool, arguments, result, ms, error, started_at, milestone
        FROM run_steps WHERE run_id = runs.id ORDER BY seq DESC LIMIT {most_steps}) step), '[]') AS steps
    FROM runs"""


_WHOLE = _select("ALL")
_SUMMARY = _select(str(MOST_STEPS_LISTED))


class RunRepository:
    """Runs in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, run: RunCreate, now: datetime) -> RunRead:
        """Store a run that starts."""
        cursor = await self._tx.execute(
            """INSERT INTO runs (order_id, agent, model, status, started_at)
               VALUES (%s, %s, %s, %s, %s) RETURNING id""",
            [run.order_id, run.agent, run.model, RunStatus.RUNNING, now],
        )
        row = await cursor.fetchone()
        assert row is not None
        return await self.get(row["id"])

    async def get(self, run_id: int, *, for_update: bool = False) -> RunRead:
        """One run with its steps, locked until the end of the transaction with `for_update`.

        Raises:
            RunNotFound: There is none.
        """
        if for_update:
            # Read only afterwards: a statement that was begun before cannot see steps that others added meanwhile.
            await self._tx.execute("SELECT FROM runs WHERE id = %s FOR NO KEY UPDATE", [run_id])
        cursor = await self._tx.execute(f"{_WHOLE} WHERE id = %s", [run_id])
        row = await cursor.fetchone()
        if row is None:
            raise RunNotFound(run_id)
        return RunRead.model_validate(row)

    async def list_page(self, *, order_id: int | None, before_id: int | None, limit: int) -> list[RunSummary]:
        """Up to `limit` runs, newest first."""
        conditions, values = ["true"], dict[str, Any](limit=limit)
        if order_id is not None:
            conditions.append("order_id = %(order_id)s")
            values["order_id"] = order_id
        if before_id is not None:
            conditions.append("id < %(before_id)s")
            values["before_id"] = before_id
        cursor = await self._tx.execute(
            f"{_SUMMARY} WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %(limit)s", values
        )
        return [RunSummary.model_validate(row) for row in await cursor.fetchall()]

    async def add_steps(self, run_id: int, after: int, steps: Sequence[RunStep]) -> None:
        """Store tool calls behind the first `after` ones."""
        rows = [{**step.model_dump(mode="json"), "seq": after + n} for n, step in enumerate(steps, 1)]
        await self._tx.execute(
            """INSERT INTO run_steps (run_id, seq, agent, tool, arguments, result, ms, error, started_at, milestone)
               SELECT %s, seq, agent, tool, arguments, result, ms, error, started_at, milestone
               FROM jsonb_populate_recordset(null::run_steps, %s)""",
            [run_id, Jsonb(rows)],
        )

    async def end(self, run_id: int, end: RunPatch, now: datetime) -> None:
        """Store how a run ended."""
        usage = end.usage
        await self._tx.execute(
            """UPDATE runs SET status = %s, ended_at = %s, turns = %s, tool_calls = %s, tokens = %s, cost = %s
               WHERE id = %s""",
            [
                end.status,
                now,
                usage.turns,
                usage.tool_calls,
                usage.tokens,
                Jsonb(usage.cost.model_dump(mode="json")) if usage.cost else None,
                run_id,
            ],
        )

    async def stop_others(self, order_id: int, now: datetime) -> None:
        """A run that starts again ends what an earlier, killed one left open."""
        await self._tx.execute(
            "UPDATE runs SET status = %s, ended_at = %s WHERE order_id = %s AND status = %s",
            [RunStatus.STOPPED, now, order_id, RunStatus.RUNNING],
        )
