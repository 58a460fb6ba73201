"""What people type, and what they get from the rules."""

import pytest

from logistics.access.principal import NotAllowed
from logistics.contracts.agents import LoadAnalysis
from logistics.contracts.orders import OrderStatus
from logistics.kit.errors import Unauthenticated
from tests.support.builders.reads import PICKUP, a_vehicle, an_order
from tests.support.fakes.orders import PERSON, FakeOrders, a_person
from tests.support.fakes.transport import FakeTransport


async def test_process_order_starts_and_ends_a_run_of_its_own(world):
    agents = world()

    answer = await agents.say("orchestrator", "Process order 123")

    run = agents.orders.runs[1]
    assert answer.result.status == "booked"
    assert answer.text == answer.result.because
    assert (run.agent, run.status, run.usage.tool_calls) == ("orchestrator", "succeeded", 13)
    assert agents.orders.orders[123].status is OrderStatus.BOOKED


@pytest.mark.parametrize("prompt", ["Analyze order 123", "analyse order #123 please", "Pack order no. 123"])
async def test_analyze_order_answers_the_analysis(world, prompt):
    answer = await world().say("analyser", prompt)

    assert isinstance(answer.result, LoadAnalysis)
    assert answer.text == "All 3 pieces fit LKW-1, filled to 7%."


async def test_available_vehicles_are_those_that_are_free_and_carry_it(world):
    van = a_vehicle(2, name="Van", max_payload_kg="400")
    flat = a_vehicle(3, name="Flat", cargo_height_mm=500, cargo_length_mm=2000)
    taken = a_vehicle(4, name="Taken")
    fleet = FakeTransport(a_vehicle(1), van, flat, taken)
    fleet.take(4, PICKUP)

    answer = await world(fleet=fleet).say("transport", "Check available vehicles for 2026-12-24, 579 kg, 12 m3")

    assert answer.text == ("1 vehicle free on 2026-12-24 for 579 kg and 12 m3.\n- HH-LM 1, LKW-1: 3000 kg, 36.46 m3")


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Which vehicles are free on 2026-12-24?", "1 vehicle free on 2026-12-24."),
        ("vehicles 2026-12-24 2.5 t", "1 vehicle free on 2026-12-24 for 2500 kg."),
        ("vehicles 2026-12-24, 1,200 kg", "1 vehicle free on 2026-12-24 for 1200 kg."),
        ("vehicles 2026-12-24, 40 m³", "0 vehicles free on 2026-12-24 for 40 m3."),
        ("vehicles for 2026-02-31", "The arguments do not fit"),
    ],
)
async def test_questions_about_vehicles_are_understood_in_several_forms(world, prompt, found):
    assert found in (await world().say("transport", prompt)).text


async def test_what_is_booked_for_an_order_is_told(world):
    agents = world()
    await agents.work("orchestrator")

    assert (await agents.say("transport", "What is booked for order 123?")).text == "Booked already: BK-1."


async def test_an_unknown_order_is_said_to_be_unknown(world):
    answer = await world().say("orchestrator", "Process order 999")

    assert (answer.failure.code, answer.text) == ("order-not-found", "There is no order 999.")


@pytest.mark.parametrize(
    ("agent", "prompt"),
    [
        ("orchestrator", "What is the weather?"),
        ("orchestrator", "What is the status of order 123?"),
        ("analyser", "hello"),
        ("transport", "hello"),
        ("transport", "Book order"),
    ],
)
async def test_what_is_not_understood_is_answered_with_what_can_be_asked(world, agent, prompt):
    agents = world(FakeOrders(an_order()))

    answer = await agents.say(agent, prompt)

    assert "Ask me, for instance" in answer.text
    assert (agents.orders.calls, agents.transport.calls) == (["GET /sessions/current"], [])


async def test_a_conversation_reads_with_the_rights_of_whoever_talks(world):
    agents = world()

    await agents.say("transport", "Which vehicles are free on 2026-12-24?")

    assert agents.transport.credentials == [f"Bearer {PERSON}"]


async def test_work_that_a_person_asked_for_is_recorded_as_asked_by_them(world):
    agents = world()

    await agents.say("orchestrator", "Process order 123")

    assert agents.orders.requests["POST /runs"][0]["requested_by"] == "Dana Petersen"


@pytest.mark.parametrize("role", ["viewer", "loader"])
async def test_who_may_not_have_orders_processed_starts_no_work(world, role):
    agents = world()
    agents.orders.people["Bearer theirs"] = a_person(role)

    with pytest.raises(NotAllowed, match="orders:write"):
        await agents.say("orchestrator", "Process order 123", "theirs")

    assert agents.orders.calls == ["GET /sessions/current"]
    assert "Ask me, for instance" in (await agents.say("orchestrator", "hello", "theirs")).text


async def test_an_order_that_the_person_does_not_see_is_not_worked_on(world):
    agents = world()
    agents.orders.hidden_from = {f"Bearer {PERSON}"}

    answer = await agents.say("orchestrator", "Process order 123")

    assert answer.failure.code == "order-not-found"
    assert agents.orders.runs == {}


async def test_nobody_unknown_is_listened_to(world):
    with pytest.raises(Unauthenticated):
        await world().say("analyser", "hello", "made-up")


async def test_a_runs_token_asks_nothing_in_words(world):
    agents = world()
    agents.orders.people["Bearer a-run"] = a_person("admin", kind="run")

    with pytest.raises(NotAllowed, match="task of the run"):
        await agents.say("orchestrator", "Process order 123", "a-run")


async def test_a_platform_that_lets_a_person_in_speaks_for_them(world):
    agents = world()

    answer = await agents.say("orchestrator", "Process order 123", None)

    assert answer.result.status == "booked"
    assert agents.orders.credentials[0] == "Bearer own-key"
