"""Every documented setting is read by the processes that docs/configuration.md names, and no other one is."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from logistics.cli.main import app
from logistics.kit.settings import Settings, environment_of, read_settings
from logistics.local.data_dir import DataDir
from logistics.local.settings import UpSettings
from logistics.local.supervisor import plan
from logistics.local.supervisor.keys import GRANTS
from logistics.local.supervisor.ports import WELL_KNOWN
from logistics.local.supervisor.setup import AGENTS, Setup

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"

COMMANDS = [["order", "list"], ["order", "show", "7"], ["user", "list"], ["key", "list"], ["seed"]]
STARTED: dict[str, tuple[list[list[str]], int]] = {
    "Order API": ([["serve", "orders", "--port", "1"]], 1),
    "Transport API": ([["serve", "transport", "--port", "1"]], 1),
    "worker": ([["worker"]], 1),
    "agents": ([["agent", name, "--port", "1"] for name in AGENTS.values()], 1),
    "gateway": ([["gateway"]], 1),
    "commands": (COMMANDS, 1),
    "`up`": ([["up", "--port", "0"]], 1),
    "`migrate`": ([["migrate"]], 1),
    "`backup`": ([["backup"]], 2),
    "`restore`": ([["restore", "/nowhere"]], 1),
    "`doctor`": ([["doctor"]], 2),
}
"""How whoever is named on the page is started, and how many settings classes it reads."""

CHILDREN = {
    "Order API": ["order-0", "order-1"],
    "Transport API": ["transport-0", "transport-1"],
    "worker": ["worker-0"],
    "agents": list(AGENTS),
    "gateway": ["gateway"],
    "`migrate`": ["migrate"],
    "`backup`": ["backup"],
}
"""What `logistics up` starts of them."""

SAMPLES = {
    "ORDERS_DATABASE_URL": "postgresql://order_user@127.0.0.1:1/order_db",
    "TRANSPORT_DATABASE_URL": "postgresql://transport_user@127.0.0.1:1/transport_db",
    "ORDER_API_URL": "http://127.0.0.1:1",
    "TRANSPORT_API_URL": "http://127.0.0.1:1/api",
    "ORCHESTRATOR_AGENT_URL": "http://127.0.0.1:2",
    "ANALYSER_AGENT_URL": "http://127.0.0.1:3",
    "TRANSPORT_AGENT_URL": "http://127.0.0.1:4",
    "LOGISTICS_API_KEY": "lm_key",
    "LOGISTICS_AGENT_SECRET": "agents only",
    "LOGISTICS_AGENT_ACCESS": "agentcore",
    "LOGISTICS_HOSTS": "panel.example",
    "LOGISTICS_TRUSTED_PROXIES": "10.0.0.0/8",
    "LOGISTICS_PROXY_SECRET": "proxies only",
    "LOGISTICS_RATE_PER_PRINCIPAL": "31",
    "LOGISTICS_RATE_PER_ADDRESS": "0.00001",
    "OIDC_ISSUER": "https://provider.example",
    "OIDC_CLIENT_ID": "logistics",
    "OIDC_CLIENT_SECRET": "for the provider",
    "LOGISTICS_LAYOUTS_DIR": "/elsewhere/layouts",
    "LOGISTICS_OUTBOX_DIR": "/elsewhere/outbox",
    "LOGISTICS_TIMEZONE": "Europe/Berlin",
    "LOGISTICS_MODEL": "openai:small@http://127.0.0.1:5",
    "OPENAI_API_KEY": "sk-1",
    "AWS_REGION": "eu-central-1",
    "SMTP_URL": "smtp://mail.example",
    "LOGISTICS_MAIL_FROM": "Dispatch <dispatch@example.com>",
    "LOGISTICS_WORKER_CONCURRENCY": "7",
    "LOGISTICS_WORKER_HEARTBEAT_S": "1.5",
    "LOGISTICS_WORKER_STALLED_AFTER_S": "9.5",
    "LOGISTICS_BACKUP_DIR": "s3://bucket/logistics",
    "LOGISTICS_BACKUP_KEEP": "30",
    "LOGISTICS_BACKUP_HOUR": "22",
}
"""A value for each setting that is not its default."""


def documented() -> dict[str, list[str]]:
    """Every setting on the page: who reads it, its default, what `logistics up` does with it."""
    table = PAGE.read_text().partition("## Beside the settings")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*)\|$", table, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def readers(variable: str) -> list[str]:
    return documented()[variable][0].split(", ")


class ReadAll(BaseException):
    """The process has read its settings; that is all we wanted to see."""


def settings_read(command: list[str], classes: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a process has read when it is started with every setting set, by variable."""
    read: dict[str, str] = {}
    seen: list[type[Settings]] = []
    validate = Settings.model_validate.__func__  # type: ignore[attr-defined]

    def noted(kind: type[Settings], given: Mapping[str, Any]) -> Settings:
        settings: Settings = validate(kind, given)
        seen.append(kind)
        read.update(environment_of(settings))
        if len(seen) == classes:
            raise ReadAll
        return settings

    for variable, value in SAMPLES.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(Settings, "model_validate", classmethod(noted))
    monkeypatch.setattr("logistics.kit.logs.configure", lambda service: None)
    with pytest.raises(ReadAll):
        CliRunner().invoke(app, command, catch_exceptions=False)
    return read


@pytest.fixture(autouse=True)
def a_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOGISTICS_DATA_DIR", str(tmp_path / "data"))


def test_there_is_a_sample_of_every_setting() -> None:
    assert SAMPLES.keys() == documented().keys()


def test_whoever_is_named_can_be_started_here() -> None:
    assert {reader for variable in documented() for reader in readers(variable)} == STARTED.keys()


@pytest.mark.parametrize(
    ("reader", "command", "classes"),
    [(reader, command, classes) for reader, (commands, classes) in STARTED.items() for command in commands],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_process_reads_what_the_page_says_and_nothing_else(
    reader: str, command: list[str], classes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {variable: value for variable, value in SAMPLES.items() if reader in readers(variable)}
    assert settings_read(command, classes, monkeypatch) == expected


def test_up_hands_on_what_is_yours_and_nothing_else(tmp_path: Path) -> None:
    addresses = read_settings(UpSettings, SAMPLES).addresses()
    assert addresses is not None
    setup = Setup(
        data_dir=DataDir(tmp_path),
        ports=WELL_KNOWN,
        orders_database_url=addresses[0],
        transport_database_url=addresses[1],
        given=SAMPLES,
        keys=dict.fromkeys(GRANTS, "lm_own"),
    )
    started = {
        child.name: child.environment
        for child in (*plan.children(setup), plan.migration(setup), plan.backup(setup), plan.seeding(setup))
    }
    for variable, (_, _, with_up, _) in documented().items():
        for name in (child for reader in readers(variable) for child in CHILDREN.get(reader, ())):
            is_yours = started[name].get(variable) == SAMPLES[variable]
            assert is_yours == ("yours" in with_up), (variable, name)
