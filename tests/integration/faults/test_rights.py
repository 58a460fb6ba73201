"""Who tries on after the end of a right is judged by the moment they sent what was answered."""

import time
from typing import Any, cast

import httpx2
import pytest

from tests.support.faults.asking import Asking, Memory
from tests.support.faults.rights import GRACE_S, Doors, Holder, Rights

LATER = 6.0


def judged(sent_after_s: float, grace_s: float, status: int) -> Memory:
    """What is remembered of one answer."""
    memory = Memory()
    asking = Asking(httpx2.AsyncClient(), memory)
    nobody = cast(Doors, None)
    rights = Rights(ask=asking, doors=nobody, customer_id=1, vehicle_id=1, seed=1)
    ids: dict[str, Any] = {"customer_id": 1, "vehicle_id": 1, "day": None}
    holder = Holder(name="token", asking=asking, **ids)
    holder.end()
    rights._judge(holder, "place", time.monotonic() + sent_after_s, grace_s, status, "said")
    return memory


@pytest.mark.parametrize("status", [200, 201, 204, 404, 409, 422, 500])
@pytest.mark.parametrize(("sent_after_s", "grace_s"), [(0.1, 0), (LATER, GRACE_S)])
def test_whoever_is_let_in_too_late_is_a_surprise(sent_after_s: float, grace_s: float, status: int) -> None:
    assert len(judged(sent_after_s, grace_s, status).surprises) == 1


@pytest.mark.parametrize("status", [401, 403, 503])
def test_whoever_is_refused_is_none(status: int) -> None:
    assert judged(LATER, GRACE_S, status).surprises == []


def test_nor_is_what_was_sent_within_the_seconds_of_grace() -> None:
    memory = judged(1, GRACE_S, 200)
    assert (memory.surprises, memory.rights["answered in the seconds of grace"]) == ([], 1)
