"""What each process of `logistics up` is given, and what is kept from it."""

import dataclasses
from pathlib import Path

import pytest

from logistics.kit.settings import SettingsWrong
from logistics.local import compiled_code
from logistics.local.data_dir import DataDir
from logistics.local.supervisor import plan
from logistics.local.supervisor.keys import GRANTS
from logistics.local.supervisor.ports import WELL_KNOWN
from logistics.local.supervisor.setup import AGENTS, Setup

SECRET = "LOGISTICS_AGENT_SECRET"
GIVEN = {
    "PATH": "/usr/bin",
    "OPENAI_API_KEY": "sk-1",
    "HTTPS_PROXY": "http://proxy",
    "SMTP_URL": "smtp://mail",
    "UNRELATED": "1",
    "LOGISTICS_TIMEZONE": "Europe/Berlin",
}


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(
        data_dir=DataDir(tmp_path),
        ports=WELL_KNOWN,
        orders_database_url="postgresql://order_user@db/order_db",
        transport_database_url="postgresql://transport_user@db/transport_db",
        given=GIVEN,
        keys={name: f"key of {name}" for name in GRANTS},
    )


@pytest.fixture
def environments(setup: Setup) -> dict[str, dict[str, str]]:
    return {child.name: dict(child.environment) for child in plan.children(setup)}


def test_a_service_knows_its_own_database_only(environments: dict[str, dict[str, str]]) -> None:
    assert "TRANSPORT_DATABASE_URL" not in environments["order-0"]
    assert "ORDERS_DATABASE_URL" not in environments["transport-1"]
    assert environments["transport-1"]["TRANSPORT_DATABASE_URL"].endswith("/transport_db")


def test_each_process_holds_its_own_key_only(environments: dict[str, dict[str, str]]) -> None:
    held = {name: given["LOGISTICS_API_KEY"] for name, given in environments.items() if "LOGISTICS_API_KEY" in given}
    assert held == {
        "transport-0": "key of transport-api",
        "transport-1": "key of transport-api",
        **dict.fromkeys(AGENTS, "key of agents"),
        "worker-0": "key of worker",
    }


def test_agents_have_no_database_and_cannot_sign_tokens(environments: dict[str, dict[str, str]]) -> None:
    for agent in AGENTS:
        assert not [
            name for name in environments[agent] if "DATABASE" in name or "SECRET" in name.replace(SECRET, "")
        ]


def test_only_agents_hold_the_keys_of_models(environments: dict[str, dict[str, str]]) -> None:
    holders = {name for name, environment in environments.items() if "OPENAI_API_KEY" in environment}
    assert holders == set(AGENTS)


def test_a_proxy_never_stands_between_our_own_parts(environments: dict[str, dict[str, str]]) -> None:
    assert "HTTPS_PROXY" not in environments["worker-0"]
    assert "127.0.0.1" in environments["analyser"]["NO_PROXY"]


def test_whoever_asks_a_service_knows_both_of_its_processes(environments: dict[str, dict[str, str]]) -> None:
    for name in ("worker-0", *AGENTS):
        assert environments[name]["ORDER_API_URL"] == "http://127.0.0.1:8000,http://127.0.0.1:8001"
        assert environments[name]["TRANSPORT_API_URL"] == "http://127.0.0.1:3000/api,http://127.0.0.1:3001/api"
    assert environments["transport-0"]["ORDER_API_URL"] == environments["worker-0"]["ORDER_API_URL"]


def test_addresses_that_are_given_stand_between_the_parts(setup: Setup) -> None:
    between = {"ORDER_API_URL": "http://between:1", "ANALYSER_AGENT_URL": "http://between:2"}
    children = plan.children(dataclasses.replace(setup, given=between))
    environments = {child.name: child.environment for child in children}
    for name in ("transport-1", "worker-0", *AGENTS):
        assert environments[name]["ORDER_API_URL"] == "http://between:1"
    assert environments["orchestrator"]["ANALYSER_AGENT_URL"] == "http://between:2"
    assert environments["orchestrator"]["TRANSPORT_AGENT_URL"] == "http://127.0.0.1:8083"


def test_who_asks_agents_shares_a_secret_with_them_that_lasts_for_one_start(
    setup: Setup, environments: dict[str, dict[str, str]]
) -> None:
    held = {name: given[SECRET] for name, given in environments.items() if SECRET in given}
    assert held == dict.fromkeys(("worker-0", *AGENTS), setup.agent_secret)
    assert dataclasses.replace(setup, keys={}).agent_secret == setup.agent_secret
    given = {SECRET: "of the operator", "LOGISTICS_AGENT_ACCESS": "agentcore"}
    next_start = Setup(
        data_dir=setup.data_dir,
        ports=WELL_KNOWN,
        orders_database_url="",
        transport_database_url="",
        given=given,
        keys=setup.keys,
    )
    assert next_start.agent_secret not in (setup.agent_secret, "of the operator")
    assert all("LOGISTICS_AGENT_ACCESS" not in child.environment for child in plan.children(next_start))
    assert setup.agent_secret not in repr(setup)


def test_the_gateway_holds_no_secret_but_the_one_it_is_known_by(environments: dict[str, dict[str, str]]) -> None:
    assert set(environments["gateway"]) == {"PATH", "PYTHONUNBUFFERED", "LOGISTICS_PROXY_SECRET"}
    holders = {name for name, environment in environments.items() if "LOGISTICS_PROXY_SECRET" in environment}
    assert holders == {"gateway", "order-0", "order-1", "transport-0", "transport-1"}
    assert len({environments[name]["LOGISTICS_PROXY_SECRET"] for name in holders}) == 1


def test_the_gateway_knows_the_names_that_were_given(setup: Setup) -> None:
    given = dataclasses.replace(setup, given={"LOGISTICS_HOSTS": "panel.example"})
    environments = {child.name: child.environment for child in plan.children(given)}
    assert environments["gateway"]["LOGISTICS_HOSTS"] == "panel.example"


def test_nothing_that_was_not_asked_for_is_handed_on(environments: dict[str, dict[str, str]]) -> None:
    assert all("UNRELATED" not in environment for environment in environments.values())


def test_a_backup_is_taken_where_it_was_said(setup: Setup) -> None:
    given = {
        "LOGISTICS_BACKUP_DIR": "s3://bucket/logistics",
        "LOGISTICS_BACKUP_KEEP": "30",
        "AWS_REGION": "eu-central-1",
        "OPENAI_API_KEY": "sk-1",
    }
    told = plan.backup(dataclasses.replace(setup, given=given)).environment
    assert told["ORDERS_DATABASE_URL"] == setup.orders_database_url
    assert told["LOGISTICS_LAYOUTS_DIR"] == str(setup.data_dir.layouts)
    assert {name: told.get(name) for name in given} == given | {"OPENAI_API_KEY": None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"LOGISTICS_RATE_PER_ADDRESS": "many"},
        {"LOGISTICS_WORKER_CONCURRENCY": "0"},
        {"OIDC_ISSUER": "https://provider"},
        {"LOGISTICS_MAIL_FROM": "nobody"},
    ],
    ids=str,
)
def test_what_one_process_could_not_take_keeps_all_of_them_from_starting(setup: Setup, wrong: dict[str, str]) -> None:
    before_anything_runs = dataclasses.replace(setup, given=wrong, keys={}, orders_database_url="")
    (variable,) = wrong
    with pytest.raises(SettingsWrong, match=variable):
        plan.children(before_anything_runs)


def test_every_child_is_stopped_in_some_group(setup: Setup) -> None:
    stopped = [name for group in plan.STOP_ORDER for name in group]
    assert sorted(stopped) == sorted(child.name for child in plan.children(setup))


def test_compiled_code_goes_to_the_data_directory_where_the_package_cannot_be_written(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_code, "_beside_the_source", lambda: False)
    analyser = next(child for child in plan.children(setup) if child.name == "analyser")
    assert analyser.environment["NUMBA_CACHE_DIR"] == str(setup.data_dir.numba_cache)
    given = dataclasses.replace(setup, given={"NUMBA_CACHE_DIR": "/fast"})
    analyser = next(child for child in plan.children(given) if child.name == "analyser")
    assert analyser.environment["NUMBA_CACHE_DIR"] == "/fast"
