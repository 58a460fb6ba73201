"""What agents did: steps in the order in which they began, and lists that stay short."""

import httpx2

from tests.integration.orders.story import a_step, bearer, start_run, statuses


async def _report(http: httpx2.AsyncClient, *steps: dict[str, object]) -> list[tuple[int, str]]:
    run = (await http.get("/runs")).json()["data"][0]
    reported = await http.post(f"/runs/{run['id']}/steps", json={"steps": list(steps)})
    assert reported.status_code == 201, reported.text
    return [(step["seq"], step["tool"]) for step in reported.json()["steps"]]


async def test_steps_are_numbered_as_they_began_however_late_they_are_reported(placed: httpx2.AsyncClient) -> None:
    await start_run(placed)
    packed = [
        a_step("fetch_order", started_at="2026-12-01T08:00:02Z"),
        a_step("pack", started_at="2026-12-01T08:00:03Z"),
    ]
    assert await _report(placed, *packed) == [(1, "fetch_order"), (2, "pack")]
    asked = [a_step("fetch", started_at="2026-12-01T08:00:00Z"), a_step("ask", started_at="2026-12-01T08:00:01Z")]
    assert await _report(placed, *asked) == [(1, "fetch"), (2, "ask"), (3, "fetch_order"), (4, "pack")]


async def test_steps_without_a_time_are_in_the_order_in_which_they_came(placed: httpx2.AsyncClient) -> None:
    await start_run(placed)
    await _report(placed, a_step("first"), a_step("second"))
    assert await _report(placed, a_step("third")) == [(1, "first"), (2, "second"), (3, "third")]


async def test_a_tool_says_itself_what_it_is_to_those_who_follow_the_order(placed: httpx2.AsyncClient) -> None:
    run = await start_run(placed)
    steps = [a_step("run_packing"), a_step("a_new_tool", milestone="layout_saved")]
    await placed.post(f"/runs/{run['id']}/steps", json={"steps": steps}, headers=bearer(run))
    assert (await statuses(placed))[-2:] == ["processing_started", "layout_saved"]
    refused = await placed.post(f"/runs/{run['id']}/steps", json={"steps": [a_step("x", milestone="order_booked")]})
    assert refused.status_code == 422


async def test_a_list_shows_the_latest_steps_of_a_long_run(placed: httpx2.AsyncClient) -> None:
    run = await start_run(placed)
    await _report(placed, *(a_step(f"tool_{n}") for n in range(1, 501)))
    [listed] = (await placed.get("/runs")).json()["data"]
    whole = (await placed.get(f"/runs/{run['id']}")).json()
    assert len(whole["steps"]) == whole["step_count"] == 500
    assert listed == {**whole, "steps": whole["steps"][-10:]}
