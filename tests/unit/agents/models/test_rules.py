"""The rules depend on the conversation alone."""

import json

from logistics.agents.models.building import build_model
from logistics.agents.models.conversation import Call, Conversation, Planner, Say
from logistics.agents.table import AGENTS, load
from logistics.contracts.agents import AgentName
from tests.support.scripted_model import ScriptedModel


def planner_of(agent: AgentName) -> Planner:
    return load(AGENTS[agent].rules)


def turn(tool: str, answer: dict, *, status: str = "success", use_id: str = "1", **arguments):
    return [
        {"role": "assistant", "content": [{"toolUse": {"toolUseId": use_id, "name": tool, "input": arguments}}]},
        {
            "role": "user",
            "content": [
                {"toolResult": {"toolUseId": use_id, "status": status, "content": [{"text": json.dumps(answer)}]}}
            ],
        },
    ]


def asked(text: str):
    return {"role": "user", "content": [{"text": text}]}


def test_a_conversation_is_read_as_calls_and_what_came_of_them():
    messages = [asked("Process order 7."), *turn("fetch_orders", {"summary": "Read."}, order_ids=[7])]

    conversation = Conversation.of(messages, concludes=True)

    assert conversation.order_id == 7
    assert [(done.tool, done.arguments, done.error) for done in conversation.done] == [
        ("fetch_orders", {"order_ids": [7]}, None)
    ]


def test_an_error_is_read_with_its_code():
    error = {"error": {"code": "order-not-found", "detail": "There is no order 7."}}
    conversation = Conversation.of([asked("x"), *turn("fetch_order", error, status="error")], concludes=True)

    assert (conversation.done[0].error, conversation.done[0].detail) == ("order-not-found", "There is no order 7.")


def test_the_same_conversation_always_goes_on_the_same_way():
    conversation = Conversation.of([asked("Process order 7.")], concludes=True)
    next_move = planner_of("orchestrator")

    assert next_move(conversation) == next_move(conversation) == (Call("fetch_orders", {"order_ids": [7]}),)


def test_an_order_on_its_way_is_left_alone():
    fetched = {"summary": "Read.", "orders": [{"status": "in_transit"}]}
    conversation = Conversation.of([asked("Process order 7."), *turn("fetch_orders", fetched)], concludes=True)

    assert planner_of("orchestrator")(conversation) == (
        Call("Conclusion", {"because": "The order is in_transit: there is nothing to do."}),
    )


def test_without_an_order_every_agent_says_what_it_can_do():
    for agent in ("orchestrator", "analyser", "transport"):
        assert isinstance(planner_of(agent)(Conversation.of([asked("hello")], concludes=False)), Say)


async def test_one_shared_model_serves_many_requests(world):
    agents = world()
    shared = build_model(agents.settings, "analyser")
    agents = world(agents.orders, agents.transport, analyser=shared, orchestrator=ScriptedModel("unused"))

    first, second = await agents.work("analyser"), await agents.work("analyser")

    assert first.result.loads == second.result.loads
