"""What is sent again, and what never is."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from logistics.clients.http import ATTEMPTS, ServiceUnavailable
from logistics.clients.orders import OrdersClient
from logistics.kit.addresses import SILENT_AFTER_S
from logistics.kit.errors import TooMany, Unavailable


class Neighbour:
    """Answers with one thing after another; an exception is raised, the last thing stays."""

    def __init__(self, *answers: Exception | httpx2.Response) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
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
        self.asked: list[tuple[str, float]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((request.url.host, request.extensions["timeout"]["read"]))
        if request.url.host == "first":
            raise httpx2.ReadTimeout("silent")
        return an_empty_page()


async def test_a_process_that_is_stuck_costs_seconds_and_is_asked_last_for_a_while() -> None:
    service = OneStuckProcess()
    client = OrdersClient("http://first,http://second", transport=httpx2.MockTransport(service))
    for _ in range(3):
        assert (await client.list_orders()).data == []
    assert service.asked == [("first", SILENT_AFTER_S), ("second", 30), ("second", 30), ("second", 30)]


async def test_a_change_that_a_stuck_process_may_have_taken_is_not_sent_to_its_twin() -> None:
    service = OneStuckProcess()
    client = OrdersClient("http://first,http://second", transport=httpx2.MockTransport(service))
    with pytest.raises(ServiceUnavailable):
        await client.process_order(1)
    assert service.asked == [("first", 30)]


def test_a_service_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="address of a service is missing"):
        OrdersClient(" ,")
