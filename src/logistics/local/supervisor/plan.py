"""What `logistics up` runs: each process, its command, and exactly the environment it needs."""

import sys
from collections.abc import Mapping

from logistics.agents.settings import AgentSettings
from logistics.backup.settings import BackupSettings
from logistics.fulfilment.settings import WorkerSettings
from logistics.gateway.settings import GatewaySettings
from logistics.kit.settings import Settings, environment_of
from logistics.local.settings import InstallationSettings, MigrationSettings
from logistics.local.supervisor import surroundings
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.setup import AGENTS, Setup
from logistics.orders.settings import OrdersSettings
from logistics.transport.settings import TransportSettings

NICENESS = {"analyser": 10}
"""Packing takes a whole core while it lasts. Whoever waits for an answer of a service goes first; that halves the
longest waits, and an order that is packed at leisure is packed a little less well, never wrongly."""

STOP_ORDER = (
    ("gateway",),
    ("worker-0",),
    ("orchestrator", "analyser", "transport-agent"),
    ("order-0", "order-1", "transport-0", "transport-1"),
)
"""Whoever asks stops before whoever answers, so nothing fails on the way down."""


def migration(setup: Setup) -> ChildPlan:
    """Brings both databases to the newest schema, and ends."""
    return _plan(setup, "migrate", "migrate", settings=[setup.settings(MigrationSettings)])


def seeding(setup: Setup) -> ChildPlan:
    """Places the sample data over HTTP, and ends."""
    return _plan(setup, "seed", "seed", *_data_dir(setup))


def backup(setup: Setup) -> ChildPlan:
    """Backs everything up while it runs, and ends."""
    return _plan(
        setup,
        "backup",
        "backup",
        *_data_dir(setup),
        settings=[setup.settings(InstallationSettings), setup.settings(BackupSettings)],
        environment=surroundings.of_the_cloud(setup.given),
    )


def children(setup: Setup) -> list[ChildPlan]:
    """Every process that is kept running.

    Raises:
        SettingsWrong: The operator said something that one of them cannot take.
    """
    return [
        *(_service(setup, name, "orders", setup.settings(OrdersSettings)) for name in ("order-0", "order-1")),
        *(
            _service(setup, name, "transport", setup.settings(TransportSettings, "transport-api"))
            for name in ("transport-0", "transport-1")
        ),
        *(_agent(setup, name, agent) for name, agent in AGENTS.items()),
        _plan(
            setup, "worker-0", "worker", settings=[setup.settings(WorkerSettings, "worker")], beats=True, stop_s=25
        ),
        _gateway(setup),
    ]


def _service(setup: Setup, name: str, service: str, settings: Settings) -> ChildPlan:
    command = ("serve", service, *_port(setup, name))
    health_url = f"{setup.origin(name)}/readyz"
    return _plan(setup, name, *command, settings=[settings], health_url=health_url, beats=True)


def _agent(setup: Setup, name: str, agent: str) -> ChildPlan:
    return _plan(
        setup,
        name,
        "agent",
        agent,
        *_port(setup, name),
        settings=[setup.settings(AgentSettings, "agents")],
        environment=surroundings.of_an_agent(setup.given, setup.data_dir),
        health_url=f"{setup.origin(name)}/ping",
        beats=True,
    )


def _gateway(setup: Setup) -> ChildPlan:
    origins = [f"--orders={origin}" for origin in setup.origins("order")]
    origins += [f"--transport={origin}" for origin in setup.origins("transport")]
    # A page that is open holds its stream of events for ever, so waiting longer for it gains nothing.
    return _plan(
        setup,
        "gateway",
        "gateway",
        *_port(setup, "gateway"),
        *origins,
        settings=[setup.settings(GatewaySettings)],
        health_url=setup.origin("gateway") + "/",
        beats=True,
        stop_s=3,
    )


def _plan(
    setup: Setup,
    name: str,
    *command: str,
    settings: list[Settings] | None = None,
    environment: Mapping[str, str] | None = None,
    health_url: str | None = None,
    beats: bool = False,
    stop_s: float = 15,
) -> ChildPlan:
    told = {variable: text for part in settings or [] for variable, text in environment_of(part).items()}
    return ChildPlan(
        name=name,
        command=(sys.executable, "-m", "logistics.cli", *command),
        environment={**surroundings.of_every_process(setup.given), **(environment or {}), **told},
        health_url=health_url,
        beats=beats,
        stop_s=stop_s,
        niceness=NICENESS.get(name, 0),
    )


def _port(setup: Setup, name: str) -> tuple[str, str]:
    return "--port", str(setup.ports[name])


def _data_dir(setup: Setup) -> tuple[str, str]:
    return "--data-dir", str(setup.data_dir.root)
