"""The services do what their OpenAPI documents say, whatever is sent, and nothing for somebody unknown."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from logistics.local.postgres import EmbeddedPostgres
from tests.support.conformance.run import conformance_run, services_with_something_in_them
from tests.support.postgres import copied
from tests.support.services import Services

EXAMPLES = 4
"""Of each operation and phase; `benchmarks/openapi.py` takes its time."""

Asked = tuple[Services, str]


@pytest.fixture(scope="module")
def asked(
    postgres: EmbeddedPostgres,
    orders_template: str,
    transport_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Asked]:
    with (
        copied(postgres, orders_template) as orders,
        copied(postgres, transport_template) as transport,
        services_with_something_in_them(orders, transport, tmp_path_factory.mktemp("layouts")) as asked,
    ):
        yield asked


def test_every_answer_is_one_the_document_names(asked: Asked) -> None:
    services, key = asked
    for url in (services.orders_url, services.transport_url):
        run = conformance_run(url, key=key, examples=EXAMPLES, seed=1)
        assert run.returncode == 0, run.stdout + run.stderr
        assert re.search(r"([1-9][0-9]{2,}) generated, \1 passed", run.stdout), run.stdout


def test_without_a_credential_only_what_is_declared_public_answers(asked: Asked) -> None:
    services, _ = asked
    for url in (services.orders_url, services.transport_url):
        with httpx2.Client(base_url=url, trust_env=False) as http:
            document = http.get("/openapi.json").json()
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    answer = http.request(method, re.sub(r"\{[a-z_]+\}", "123", path))
                    problem = answer.headers.get("content-type") == "application/problem+json"
                    refused = (answer.status_code, problem) == (401, True)
                    public = operation.get("security") == []
                    assert refused is not public, f"{method} {path}: {answer.status_code} {answer.text}"
