"""A small campaign of faults with a fixed seed; `benchmarks/faults.py` is the long one."""

from pathlib import Path

from tests.support.faults.campaign import Plan, run_campaign
from tests.support.faults.hostile import HOSTILITIES
from tests.support.faults.report import report
from tests.support.faults.rights import TRIED, WAYS
from tests.support.faults.trouble import EVERY, FillDisk, troubles

SEED = 1
ORDERS = 30
HOSTILE_MET = {*(f"refused with {status}" for status in (400, 401, 403, 413)), "streams of one answered 200"}


async def test_whatever_dies_or_is_lost_every_order_is_kept_and_none_is_booked_or_told_twice(tmp_path: Path) -> None:
    plan = Plan(
        seed=SEED,
        orders=ORDERS,
        troubles=len(EVERY),
        days=6,
        trouble=troubles(SEED),
        peace_s=1,
        within_s=600,
        settle_s=180,
        evidence=tmp_path / "logs",
        settings={"LOGISTICS_WORKER_HEARTBEAT_S": "0.5", "LOGISTICS_WORKER_STALLED_AFTER_S": "3"},
    )
    outcome = await run_campaign(plan)
    print(report(outcome))
    assert outcome.wrong == []
    # It was a campaign: everything was tried that there is, and there was something to find.
    possible = [trouble for trouble in EVERY if not (outcome.left_out and isinstance(trouble, FillDisk))]
    assert set(outcome.trouble) == {str(trouble) for trouble in possible}
    assert set(outcome.memory.hostile) >= set(HOSTILITIES) | HOSTILE_MET
    assert set(outcome.memory.rights) >= set(WAYS) | {f"refused: {what}" for what in TRIED}
    assert {"delayed", "request lost", "answer lost", "doubled"} <= set(outcome.network)
    assert len(outcome.memory.accepted) >= ORDERS
    statuses = {order["status"] for order in outcome.books.orders.values()}
    assert {"booked", "cancelled", "needs_attention", "delivered"} <= statuses
