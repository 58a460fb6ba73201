"""Errors become problem documents, and problem documents become errors again."""

import orjson
import pytest

from logistics.kit import errors
from logistics.kit.errors import FieldError, LogisticsError, pointer
from logistics.web.problems import STATUS, error_from, problem_of, status_of


class VanTooSmall(errors.Conflict):
    """The van is too small."""


def test_every_kind_of_error_has_a_status() -> None:
    assert set(LogisticsError.__subclasses__()) >= set(STATUS)
    assert all(status_of(kind) == status for kind, status in STATUS.items())


def test_a_problem_says_what_a_person_and_a_program_need() -> None:
    error = VanTooSmall(
        "900 kg do not fit.", errors=[FieldError("/loads/0", "too_heavy", "At most 800.")], vehicle_id=3
    )
    answer = problem_of(error)
    document = orjson.loads(answer.body)
    assert (answer.status_code, answer.media_type) == (409, "application/problem+json")
    assert document["type"] == "/problems/van-too-small"
    assert document["title"] == "The van is too small"
    assert document["detail"] == "900 kg do not fit."
    assert document["vehicle_id"] == 3
    assert document["errors"][0]["pointer"] == "/loads/0"


def test_facts_never_hide_the_members_of_the_problem_itself() -> None:
    document = orjson.loads(problem_of(VanTooSmall(status="full", code="x")).body)
    assert (document["status"], document["code"]) == (409, "van-too-small")


def test_a_client_gets_back_the_error_the_service_raised() -> None:
    raised = VanTooSmall("900 kg do not fit.", errors=[FieldError("/loads/0", "heavy", "At most 800.")], vehicle_id=3)
    answer = problem_of(raised)
    received = error_from(answer.status_code, orjson.loads(answer.body))
    assert isinstance(received, errors.Conflict)
    assert (received.code, received.message, received.facts) == ("van-too-small", raised.message, {"vehicle_id": 3})
    assert received.errors == raised.errors


@pytest.mark.parametrize(
    ("status", "kind"), [(404, errors.NotFound), (502, errors.Unavailable), (429, errors.TooMany)]
)
def test_an_answer_without_words_is_still_an_error_of_its_kind(status: int, kind: type[LogisticsError]) -> None:
    assert isinstance(error_from(status, {}), kind)


def test_pointers_escape_what_json_pointer_escapes() -> None:
    assert pointer("items", 0, "a/b~c") == "/items/0/a~1b~0c"
