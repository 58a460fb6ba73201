import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from strands.types.exceptions import EventLoopException, ModelThrottledException

from logistics.agents.failures import failure_of
from logistics.agents.runs import LimitReached
from logistics.clients.http import ServiceUnavailable
from tests.support.scripted_model import ScriptedModel


def bedrock_says(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "arn:aws:secret"}}, "ConverseStream")


@pytest.mark.parametrize(
    ("error", "code", "retry"),
    [
        (ServiceUnavailable("The Order API does not answer."), "service-unavailable", True),
        (LimitReached("Too many."), "limit-reached", False),
        (TimeoutError(), "agent-too-slow", False),
        (bedrock_says("ResourceNotFoundException"), "model-not-usable", False),
        (bedrock_says("AccessDeniedException"), "model-not-usable", False),
        (bedrock_says("InternalServerException"), "model-unavailable", True),
        (EndpointConnectionError(endpoint_url="https://bedrock"), "model-unavailable", True),
        (ModelThrottledException("slow down"), "model-unavailable", True),
        (EventLoopException(ModelThrottledException("slow down")), "model-unavailable", True),
        (RuntimeError("password=hunter2"), "internal-error", False),
    ],
)
def test_every_error_becomes_a_failure_in_our_words(error, code, retry):
    failure = failure_of(error)

    assert (failure.code, failure.retry) == (code, retry)
    assert "hunter2" not in failure.detail
    assert "arn:" not in failure.detail


async def test_an_error_of_the_provider_is_an_answer_and_the_steps_so_far_are_kept(world):
    model = ScriptedModel([("fetch_order", {"order_id": 123})], bedrock_says("ResourceNotFoundException"))
    agents = world(analyser=model)

    answer = await agents.work("analyser")

    assert answer.failure.code == "model-not-usable"
    assert agents.orders.tools() == ["fetch_order"]


async def test_a_model_that_only_talks_did_not_finish(world):
    answer = await world(analyser=ScriptedModel("It fits, believe me.")).work("analyser")

    assert answer.failure.code == "unfinished"
