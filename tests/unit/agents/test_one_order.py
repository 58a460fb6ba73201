"""One order through all three agents with the rules, over fake services."""

from datetime import timedelta
from decimal import Decimal

from logistics.contracts.orders import OrderStatus
from logistics.layouts.reading import read_layout
from tests.support.builders.reads import PICKUP, a_vehicle, an_item, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.service import refusal
from tests.support.fakes.transport import FakeTransport

DAYS = (PICKUP, PICKUP + timedelta(days=1))


async def test_an_order_that_fits_is_booked_and_its_customer_told(world):
    agents = world()

    answer = await agents.work("orchestrator")

    order = agents.orders.orders[123]
    assert answer.failure is None
    assert answer.result.status == "booked"
    assert answer.result.booking_ids == order.booking_ids == [agents.transport.bookings[0].id]
    assert (order.status, order.price.amount) == (OrderStatus.BOOKED, Decimal("812.40"))
    assert [note.event for note in agents.orders.notifications] == ["order_booked"]


async def test_the_booked_layout_is_the_one_that_was_saved_and_holds_every_piece(world):
    agents = world()
    await agents.work("orchestrator")

    document = await read_layout(agents.layouts, agents.orders.orders[123].layout)

    assert document.order_ids == [123]
    assert sorted(p.item for load in document.loads for p in load.placements) == ["123-1-1", "123-1-2", "123-1-3"]
    assert all(check.ok for load in document.loads for check in load.checks)
    assert agents.transport.bookings[0].layout == agents.orders.orders[123].layout


async def test_every_tool_call_is_recorded_with_a_sentence(world):
    agents = world()
    await agents.work("orchestrator")

    steps = agents.orders.runs[1].steps
    assert [step.tool for step in steps] == [
        *("fetch_order", "calculate_load", "run_packing", "save_layout"),
        *("get_booking_details", "check_availability", "calculate_cost", "book_vehicle"),
        *("fetch_orders", "invoke_analyser", "invoke_transport", "update_order_status", "send_notification"),
    ]
    assert all(step.result and step.error is None for step in steps)


async def test_steps_know_when_they_began_and_which_milestone_they_are(world):
    agents = world()
    await agents.work("orchestrator")

    steps = sorted(agents.orders.runs[1].steps, key=lambda step: step.started_at)
    assert [step.tool for step in steps] == [
        *("fetch_orders", "invoke_analyser", "fetch_order", "calculate_load", "run_packing", "save_layout"),
        *("invoke_transport", "get_booking_details", "check_availability", "calculate_cost", "book_vehicle"),
        *("update_order_status", "send_notification"),
    ]
    assert {step.tool: step.milestone for step in steps if step.milestone} == {
        "run_packing": "load_analysed",
        "save_layout": "layout_saved",
        "book_vehicle": "vehicle_booked",
    }


async def test_agents_act_with_the_token_of_the_run_only(world):
    agents = world()
    await agents.work("orchestrator")

    assert set(agents.orders.credentials + agents.transport.credentials) == {f"Bearer {agents.orders.token_of(1)}"}


async def test_the_answer_counts_what_all_three_agents_used(world):
    agents = world()

    usage = (await agents.work("orchestrator")).usage

    assert usage.tool_calls == len(agents.orders.runs[1].steps)


async def test_the_cheapest_vehicle_that_takes_everything_is_booked(world):
    cheap, dear = a_vehicle(1, rate_per_km="0.8"), a_vehicle(2, rate_per_km="1.9")
    agents = world(fleet=FakeTransport(dear, cheap))
    await agents.work("orchestrator")

    assert [booking.vehicle_id for booking in agents.transport.held()] == [1]


async def test_goods_for_two_vehicles_are_booked_together(world):
    heavy = an_item(quantity=2, weight_kg="2500")
    agents = world(FakeOrders(an_order(123, heavy)), FakeTransport(a_vehicle(1), a_vehicle(2)))

    answer = await agents.work("orchestrator")

    assert len(answer.result.booking_ids) == 2
    assert agents.transport.count("POST /bookings") == 1
    assert agents.orders.orders[123].price.amount == Decimal("1624.80")


async def test_a_vehicle_taken_meanwhile_leads_to_a_new_plan_with_another(world):
    transport = FakeTransport(a_vehicle(1, rate_per_km="0.8"), a_vehicle(2))
    transport.on_booking = lambda: transport.take(1, *DAYS)
    agents = world(fleet=transport)

    answer = await agents.work("orchestrator")

    assert answer.result.status == "booked"
    assert [booking.vehicle_id for booking in transport.held()] == [2]
    assert agents.orders.tools().count("invoke_analyser") == 2


async def test_after_three_lost_races_a_person_is_asked(world):
    transport = FakeTransport(a_vehicle(1))
    transport.refusals = [refusal(409, "vehicle-already-booked", "LKW-1 is booked on that day.")] * 3
    agents = world(fleet=transport)

    answer = await agents.work("orchestrator")

    order = agents.orders.orders[123]
    assert answer.result.status == "needs_attention"
    assert (order.status_reason, order.remedy.kind) == ("LKW-1 is booked on that day.", "retry")
    assert agents.orders.tools().count("invoke_analyser") == 3


async def test_no_free_vehicle_ends_in_attention_with_the_next_free_date_and_no_message(world):
    transport = FakeTransport(a_vehicle(1))
    transport.take(1, *DAYS)
    agents = world(fleet=transport)

    answer = await agents.work("orchestrator")

    order = agents.orders.orders[123]
    assert answer.result.status == "needs_attention"
    assert order.status_reason == "LKW-1 is not free on 2026-12-24, and no vehicle is free."
    assert (order.remedy.kind, order.remedy.pickup_date) == ("next_free_date", PICKUP + timedelta(days=2))
    assert agents.orders.notifications == []


async def test_other_refusals_reach_the_order_in_the_words_of_the_service(world):
    transport = FakeTransport(a_vehicle(1))
    transport.refusals = [refusal(422, "layout-does-not-fit", "The load is too heavy.")]
    agents = world(fleet=transport)

    await agents.work("orchestrator")

    assert agents.orders.orders[123].status_reason == "The load is too heavy."


async def test_what_a_run_that_died_has_booked_is_not_booked_again(world):
    agents = world()
    packed = await agents.work("analyser")
    first = await agents.work("transport", layout=packed.result.layout)

    answer = await agents.work("orchestrator")

    assert answer.result.status == "unchanged"
    order = agents.orders.orders[123]
    assert (order.status, order.layout) == (OrderStatus.BOOKED, packed.result.layout)
    assert order.booking_ids == [first.result.bookings[0].booking_id]
    assert len(agents.transport.bookings) == 1


async def test_a_run_that_died_before_telling_tells_the_customer_once(world):
    agents = world()
    await agents.work("orchestrator")
    agents.orders.notifications.clear()

    for _ in range(2):
        answer = await agents.work("orchestrator")

    assert answer.result.status == "unchanged"
    assert len(agents.orders.notifications) == 1
    assert len(agents.transport.bookings) == 1


async def test_a_cancelled_order_is_left_alone(world):
    agents = world(FakeOrders(an_order(status=OrderStatus.CANCELLED)))

    answer = await agents.work("orchestrator")

    assert answer.result.status == "unchanged"
    assert agents.transport.calls == []


async def test_an_order_cancelled_while_it_is_booked_is_not_announced(world):
    agents = world()

    def cancel():
        agents.orders.orders[123] = agents.orders.orders[123].model_copy(update={"status": OrderStatus.CANCELLED})

    agents.transport.on_booking = cancel
    answer = await agents.work("orchestrator")

    assert answer.result.status == "unchanged"
    assert "The order is cancelled." in answer.result.because
    assert agents.orders.notifications == []


async def test_an_unknown_order_is_left_alone_and_named(world):
    answer = await world().work("orchestrator", order_id=999)

    assert answer.result.status == "unchanged"
    assert answer.result.because == "There is no order 999."


async def test_an_order_without_a_diary_is_still_booked(world):
    agents = world()
    agents.orders.routes = [route for route in agents.orders.routes if "steps" not in route[1]]

    assert (await agents.work("orchestrator")).result.status == "booked"


async def test_a_diary_is_written_once_the_database_is_back(world):
    agents = world()
    written = agents.orders._steps
    refusals = iter([refusal(503, "database-unavailable"), refusal(503, "database-unavailable")])
    agents.orders.routes[-1] = (
        "POST",
        r"/runs/(\d+)/steps",
        lambda *run, **sent: next(refusals, None) or written(*run, **sent),
    )

    assert (await agents.work("orchestrator")).result.status == "booked"
    assert agents.orders.runs[1].steps != []
    assert next(refusals, None) is None
