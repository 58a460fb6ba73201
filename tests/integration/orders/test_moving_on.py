"""What happens to an order after it is placed: moves, runs, cancelling, telling, following."""

import asyncio
import itertools

import httpx2
import psycopg
import pytest

from tests.integration.orders.story import BOOKED, a_step, bearer, jobs, start_run, statuses, told
from tests.support.builders.bodies import a_crate, an_order


async def test_the_event_of_a_run_that_somebody_asked_for_in_words_names_them(placed: httpx2.AsyncClient) -> None:
    asked = {"order_id": 1, "agent": "orchestrator", "model": "rules", "requested_by": "Dana Petersen"}
    assert (await placed.post("/runs", json=asked)).status_code == 201
    (event,) = [
        event
        for event in (await placed.get("/orders/1/events")).json()["data"]
        if event["type"] == "processing_started"
    ]
    assert event["data"]["requested_by"] == "Dana Petersen"


async def test_a_run_carries_an_order_from_placed_to_told(
    placed: httpx2.AsyncClient, orders_database_url: str
) -> None:
    run = await start_run(placed)
    assert (await placed.get("/orders/1")).json()["status"] == "processing"
    steps = [
        a_step("run_packing", result="1 load", milestone="load_analysed"),
        a_step("book_vehicle", agent="transport", error="x", milestone="vehicle_booked"),
    ]
    recorded = await placed.post(f"/runs/{run['id']}/steps", json={"steps": steps}, headers=bearer(run))
    assert [step["seq"] for step in recorded.json()["steps"]] == [1, 2]
    assert (await told(placed, {5: "confirmed"})).json()["status"] == "booked"
    booked = await placed.patch("/orders/1", json={"status": "booked", "booked": BOOKED}, headers=bearer(run))
    assert booked.json()["price"] == BOOKED["price"]
    first = await placed.post("/notifications", json={"order_id": 1, "event": "order_booked"}, headers=bearer(run))
    again = await placed.post("/notifications", json={"order_id": 1, "event": "order_booked"}, headers=bearer(run))
    assert first.json() == again.json()
    assert first.json()["recipient"] == "desk@alster.example"
    assert "512.40 EUR" in first.json()["body"]
    sent = await placed.patch("/notifications/1", json={"status": "sent"})
    assert (sent.json()["status"], sent.json()["attempts"]) == ("sent", 1)
    ended = await placed.patch(f"/runs/{run['id']}", json={"status": "succeeded", "usage": {"tool_calls": 2}})
    assert ended.json()["usage"]["tool_calls"] == 2
    expected = ["order_created", "processing_started", "load_analysed", "order_booked", "customer_notified"]
    assert await statuses(placed) == expected
    assert jobs(orders_database_url) == [("process_order", "order-1"), ("deliver_notification", None)]


async def test_a_run_reaches_only_its_own_order(placed: httpx2.AsyncClient) -> None:
    await placed.post("/orders", json=an_order())
    run = await start_run(placed)
    for method, path, body in (
        ("GET", "/orders/2", None),
        ("PATCH", "/orders/2", {"status": "needs_attention", "status_reason": "x"}),
        ("POST", "/notifications", {"order_id": 2, "event": "order_cancelled"}),
        ("GET", "/runs?order_id=2", None),
    ):
        refused = await placed.request(method, path, json=body, headers=bearer(run))
        assert (refused.status_code, refused.json()["code"]) == (403, "not-your-order"), path


async def test_a_run_may_report_and_nothing_else(placed: httpx2.AsyncClient) -> None:
    run = await start_run(placed)
    for method, path, body in (
        ("POST", "/orders/1/cancel", None),
        ("PATCH", "/orders/1", {"status": "cancelled"}),
        ("PATCH", "/orders/1", {"status": "in_transit"}),
    ):
        refused = await placed.request(method, path, json=body, headers=bearer(run))
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), path


async def test_a_changed_or_foreign_token_is_refused(placed: httpx2.AsyncClient) -> None:
    token = (await start_run(placed))["token"]
    for credential in (token[:-4] + "AAAA", "nonsense", token.replace(".", "..", 1)):
        refused = await placed.get("/orders/1", headers={"Authorization": f"Bearer {credential}"})
        assert refused.status_code == 401, credential
        assert refused.headers["www-authenticate"] == "Bearer"


async def test_cancelling_leaves_a_job_that_releases_and_refuses_what_comes_late(
    placed: httpx2.AsyncClient, orders_database_url: str
) -> None:
    run = await start_run(placed)
    assert (await placed.post("/orders/1/cancel")).json()["status"] == "cancelled"
    assert (await placed.post("/orders/1/cancel")).json()["status"] == "cancelled"
    late = await placed.patch("/orders/1", json={"status": "booked", "booked": BOOKED}, headers=bearer(run))
    assert (late.status_code, late.json()["code"]) == (409, "bookings-disagree")
    assert (await told(placed, {5: "confirmed"})).json()["code"] == "order-already-cancelled"
    assert jobs(orders_database_url) == [
        ("process_order", "order-1"),
        ("deliver_notification", None),
        ("release_order", "order-1"),
    ]


async def test_an_illegal_move_names_the_legal_ones(placed: httpx2.AsyncClient) -> None:
    refused = await placed.patch("/orders/1", json={"status": "delivered"})
    assert refused.status_code == 409
    assert refused.json()["allowed"] == ["booked", "cancelled", "needs_attention", "processing"]


async def test_nothing_is_told_that_has_not_happened(placed: httpx2.AsyncClient) -> None:
    refused = await placed.post("/notifications", json={"order_id": 1, "event": "order_booked"})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-to-tell")


async def test_a_pending_order_is_edited_under_its_version(placed: httpx2.AsyncClient) -> None:
    change = {"items": [a_crate(quantity=1)], "notes": "one only"}
    edited = await placed.patch("/orders/1", json=change, headers={"If-Match": '"1"'})
    assert (edited.json()["totals"]["pieces"], edited.json()["version"]) == (1, 2)
    late = await placed.patch("/orders/1", json={"notes": "x"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "order-changed")
    wrong = await placed.patch("/orders/1", json={"notes": "x"}, headers={"If-Match": "one"})
    assert wrong.status_code == 422
    await start_run(placed)
    refused = await placed.patch("/orders/1", json=change)
    assert (refused.status_code, refused.json()["code"]) == (409, "order-not-editable")


async def test_a_patch_may_not_empty_what_an_order_needs(placed: httpx2.AsyncClient) -> None:
    for body, pointer in (
        ({"items": None}, "/items"),
        ({"origin": None}, "/origin"),
        ({"status": "booked"}, "/booked"),
        ({"status": "needs_attention"}, "/status_reason"),
    ):
        refused = await placed.patch("/orders/1", json=body)
        assert refused.status_code == 422, body
        assert refused.json()["errors"][0]["pointer"] == pointer


async def test_a_new_run_ends_the_one_a_crash_left_open(placed: httpx2.AsyncClient) -> None:
    first, second = await start_run(placed), await start_run(placed)
    assert (await placed.get(f"/runs/{first['id']}")).json()["status"] == "stopped"
    late = await placed.post(
        f"/runs/{first['id']}/steps",
        json={"steps": [{"agent": "analyser", "tool": "x", "arguments": {}, "result": "", "ms": 0}]},
        headers=bearer(first),
    )
    assert (late.status_code, late.json()["code"]) == (401, "credential-not-accepted")
    beside = (await placed.post("/runs", json={"order_id": 1, "agent": "analyser", "model": "rules"})).json()
    foreign = await placed.patch(f"/runs/{beside['id']}", json={"status": "failed"}, headers=bearer(second))
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not-your-run")


async def test_steps_that_are_reported_at_once_are_all_kept(placed: httpx2.AsyncClient) -> None:
    run = await start_run(placed)
    steps = {"steps": [{"agent": "analyser", "tool": "x", "arguments": {}, "result": "", "ms": 0}]}
    path, credential = f"/runs/{run['id']}/steps", bearer(run)
    answers = await asyncio.gather(*(placed.post(path, json=steps, headers=credential) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    kept = (await placed.get(f"/runs/{run['id']}")).json()["steps"]
    assert [step["seq"] for step in kept] == list(range(1, 9))


async def test_goods_that_are_changed_at_once_are_changed_one_after_the_other(placed: httpx2.AsyncClient) -> None:
    quantities = range(11, 17)
    edits = [{"items": [a_crate(quantity=quantity)]} for quantity in quantities]
    await asyncio.gather(*(placed.patch("/orders/1", json=edit) for edit in edits))
    events = (await placed.get("/orders/1/events")).json()["data"]
    changes = [event["data"]["items"] for event in events if event["type"] == "order_changed"]
    assert len(changes) == len(quantities)
    for (_, after), (before, _) in itertools.pairwise(changes):
        assert before == after


async def test_events_cannot_be_rewritten(placed: httpx2.AsyncClient, orders_database_url: str) -> None:
    with psycopg.connect(orders_database_url) as connection:
        for statement in ("UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events"):
            with pytest.raises(psycopg.errors.RaiseException, match="only ever added"), connection.transaction():
                connection.execute(statement)


async def test_an_order_whose_job_cannot_be_stored_is_not_stored(
    placed: httpx2.AsyncClient, orders_database_url: str
) -> None:
    with psycopg.connect(orders_database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE procrastinate_jobs RENAME TO away")
    assert (await placed.post("/orders", json=an_order())).status_code == 500
    with psycopg.connect(orders_database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE away RENAME TO procrastinate_jobs")
    assert [order["id"] for order in (await placed.get("/orders")).json()["data"]] == [1]


async def test_a_database_that_goes_away_under_a_job_is_told_as_such(
    placed: httpx2.AsyncClient, orders_database_url: str
) -> None:
    with psycopg.connect(orders_database_url, autocommit=True) as connection:
        connection.execute(
            """CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS
                   $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
               CREATE TRIGGER goes_away BEFORE INSERT ON procrastinate_jobs
                   FOR EACH ROW EXECUTE FUNCTION go_away()"""
        )
        gone = await placed.post("/orders", json=an_order())
        assert (gone.status_code, gone.json()["code"]) == (503, "database-unavailable")
        connection.execute("DROP TRIGGER goes_away ON procrastinate_jobs")
    assert (await placed.post("/orders", json=an_order())).status_code == 201


async def test_one_of_many_equal_requests_is_done_and_all_get_its_answer(placed: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "same"}
    answers = await asyncio.gather(*(placed.post("/orders", json=an_order(), headers=key) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len((await placed.get("/orders")).json()["data"]) == 2
