"""What is sent again, and what never is."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from pydantic import ValidationError

from logistics.clients.http import ServiceUnavailable
from logistics.clients.orders import OrdersClient
from logistics.contracts.customers import CustomerCreate
from logistics.contracts.orders import OrderSummary
from logistics.kit.asking import ATTEMPTS
from logistics.kit.errors import Conflict, TooMany, Unavailable
from tests.support.builders.reads import an_order


class Neighbour:
    """Answers with one thing after another; an exception is raised, the last thing stays."""

    def __init__(self, *answers: Exception | httpx2.Response) -> None:
        self._answers = list(answers)
        self.asked = 0
        self.keys: list[str | None] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self) -> OrdersClient:
        return OrdersClient("http://orders", transport=httpx2.MockTransport(self))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Pauses that are asked for instead of made."""
    made: list[float] = []

    async def note(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    return made


def refusal(status: int, code: str, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json={"code": code, "detail": "No."}, headers=headers)


def an_empty_page() -> httpx2.Response:
    return httpx2.Response(200, json={"data": [], "next_cursor": None})


async def test_a_read_is_sent_again_when_the_connection_fails() -> None:
    neighbour = Neighbour(httpx2.ReadError("gone"), httpx2.ReadTimeout("slow"), an_empty_page())
    assert (await neighbour.client().list_orders()).data == []
    assert neighbour.asked == 3


async def test_a_read_is_given_up_after_some_attempts() -> None:
    neighbour = Neighbour(httpx2.ReadError("gone"))
    with pytest.raises(ServiceUnavailable):
        await neighbour.client().list_orders()
    assert neighbour.asked == ATTEMPTS


async def test_a_change_whose_answer_was_lost_is_not_sent_again() -> None:
    neighbour = Neighbour(httpx2.ReadError("gone"))
    with pytest.raises(ServiceUnavailable):
        await neighbour.client().process_order(1)
    assert neighbour.asked == 1


async def test_a_change_that_never_left_is_sent_again() -> None:
    neighbour = Neighbour(httpx2.ConnectError("refused"), refusal(404, "order-not-found"))
    with pytest.raises(Exception, match="No"):
        await neighbour.client().process_order(1)
    assert neighbour.asked == 2


async def test_what_was_refused_before_any_work_is_sent_again_after_the_pause_that_was_asked_for(
    pauses: list[float],
) -> None:
    neighbour = Neighbour(
        refusal(429, "too-many-requests", **{"Retry-After": "2"}),
        refusal(503, "service-busy", **{"Retry-After": "1"}),
        refusal(404, "order-not-found"),
    )
    with pytest.raises(Exception, match="No"):
        await neighbour.client().process_order(1)
    assert neighbour.asked == 3
    assert 1 <= pauses[0] <= 3
    assert 0.5 <= pauses[1] <= 1.5


async def test_a_refusal_that_stays_reaches_the_caller_as_what_it_is() -> None:
    neighbour = Neighbour(refusal(429, "too-many-requests", **{"Retry-After": "1"}))
    with pytest.raises(TooMany) as error:
        await neighbour.client().list_orders()
    assert (neighbour.asked, error.value.code) == (ATTEMPTS, "too-many-requests")


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "3600"}], ids=["no time named", "too long to wait"])
async def test_a_service_in_trouble_is_left_to_the_caller(headers: dict[str, str]) -> None:
    neighbour = Neighbour(refusal(503, "database-unavailable", **headers))
    with pytest.raises(Unavailable):
        await neighbour.client().process_order(1)
    assert neighbour.asked == 1


class TwoProcesses:
    """A service whose first process is gone."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.host)
        if request.url.host == "first":
            raise httpx2.ConnectError("refused")
        return an_empty_page()


async def test_one_process_of_a_service_steps_in_for_another() -> None:
    service = TwoProcesses()
    client = OrdersClient("http://first, http://second/", transport=httpx2.MockTransport(service))
    for _ in range(2):
        assert (await client.acting_with("a run's token").list_orders()).data == []
    assert sorted(service.asked) == ["first", "second", "second"]


class OneStuckProcess:
    """A service whose first process takes a request and says nothing more."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.host)
        if request.url.host == "first":
            if request.method != "GET":
                raise httpx2.ReadTimeout("silent")
            await asyncio.Event().wait()
        return an_empty_page()


async def test_a_process_that_is_stuck_costs_seconds_and_is_asked_last_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("logistics.kit.turns.SILENT_AFTER_S", 0.05)
    service = OneStuckProcess()
    client = OrdersClient("http://first,http://second", transport=httpx2.MockTransport(service))
    for _ in range(3):
        assert (await client.list_orders()).data == []
    assert service.asked == ["first", "second", "second", "second"]


async def test_a_change_that_a_stuck_process_may_have_taken_is_not_sent_to_its_twin() -> None:
    service = OneStuckProcess()
    client = OrdersClient("http://first,http://second", transport=httpx2.MockTransport(service))
    with pytest.raises(ServiceUnavailable):
        await client.process_order(1)
    assert service.asked == ["first"]


async def test_a_change_with_a_key_is_sent_again_even_if_it_may_have_been_taken() -> None:
    neighbour = Neighbour(httpx2.ReadError("gone"), refusal(409, "email-taken"))
    with pytest.raises(Conflict):
        await neighbour.client().create_customer(CustomerCreate(name="Ada", email="ada@example.com"), key="once")
    assert (neighbour.asked, neighbour.keys) == (2, ["once", "once"])


async def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    async def half() -> AsyncIterator[bytes]:
        yield b'{"data": ['
        raise httpx2.RemoteProtocolError("hung up")

    neighbour = Neighbour(httpx2.Response(200, content=half()), an_empty_page())
    assert (await neighbour.client().list_orders()).data == []
    assert neighbour.asked == 2


async def test_what_stands_in_an_address_stays_in_front_of_the_path() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return an_empty_page()

    client = OrdersClient("http://panel:8080/api/orders/", transport=httpx2.MockTransport(answer))
    await client.list_orders(limit=2)
    assert (str(seen[0].url), seen[0].headers["host"]) == (
        "http://panel:8080/api/orders/orders?limit=2",
        "panel:8080",
    )


async def test_what_a_newer_service_says_besides_is_left_out() -> None:
    order = json.loads(an_order(7).model_dump_json())
    order["items"][0]["smell"] = "fishy"
    order["origin"]["planet"] = "Earth"
    newer = {"data": [{**order, "mood": "good"}], "next_cursor": None, "weather": "fine"}
    (read,) = (await Neighbour(httpx2.Response(200, json=newer)).client().list_orders()).data
    assert read.model_dump() == an_order(7).model_dump(include=set(OrderSummary.model_fields))


async def test_an_answer_without_what_we_need_is_none() -> None:
    with pytest.raises(ServiceUnavailable, match="not a Page"):
        await Neighbour(httpx2.Response(200, json={"data": [{"id": 7}]})).client().list_orders()


def test_what_is_asked_of_us_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="mood"):
        CustomerCreate.model_validate_json('{"name": "Ada", "email": "ada@example.com", "mood": "good"}')


def test_a_service_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="address of a service is missing"):
        OrdersClient(" ,")
