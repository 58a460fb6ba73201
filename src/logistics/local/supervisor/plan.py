"""What `logistics up` runs: each process, its command, and exactly the environment it needs."""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from logistics.local.data_dir import DataDir, can_keep_code
from logistics.local.supervisor.child import ChildPlan
from logistics.local.supervisor.ports import HOST

AGENTS = {"analyser": "analyser", "transport-agent": "transport", "orchestrator": "orchestrator"}
"""Our name of each agent's process, and the name of the agent."""

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

_SYSTEM = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_IDENTITY = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
_MODEL_PREFIXES = ("LOGISTICS_MODEL", "OPENAI_", "AWS_")
_PROXIES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything the plans are made of.

    Args:
        given: The environment that `up` was started with.
        keys: Of each program, by its name; there are none before the database is ready.
        sign_in_link: The secret of the administrator's one-time link.
        agent_secret: What a process must know that asks an agent; another one at each start.
        proxy_secret: By which the services know the gateway from everything else on this machine.
    """

    data_dir: DataDir
    ports: Mapping[str, int]
    orders_database_url: str
    transport_database_url: str
    given: Mapping[str, str] = field(repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    sign_in_link: str | None = field(default=None, repr=False)
    agent_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    proxy_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def origin(self, name: str) -> str:
        """Where a process listens."""
        return f"http://{HOST}:{self.ports[name]}"

    def addresses(self) -> dict[str, str]:
        """Where people and programs find each part."""
        return {
            "panel": self.origin("gateway") + "/",
            "orders_api": self.origin("order-0"),
            "transport_api": self.origin("transport-0") + "/api",
            **{f"{agent}_agent": self.origin(name) for name, agent in AGENTS.items()},
        }


def migration(setup: Setup) -> ChildPlan:
    """Brings both databases to the newest schema, and ends."""
    return _plan(setup, "migrate", "migrate", environment=_databases(setup))


def seeding(setup: Setup) -> ChildPlan:
    """Places the sample data over HTTP, and ends."""
    return _plan(setup, "seed", "seed", "--data-dir", str(setup.data_dir.root))


def backup(setup: Setup) -> ChildPlan:
    """Backs everything up while it runs, and ends."""
    environment = {**_databases(setup), **_picked(setup, "LOGISTICS_BACKUP_DIR")}
    return _plan(setup, "backup", "backup", "--data-dir", str(setup.data_dir.root), environment=environment)


def children(setup: Setup) -> list[ChildPlan]:
    """Every process that is kept running."""
    return [
        *(_service(setup, "orders", f"order-{number}") for number in range(2)),
        *(_service(setup, "transport", f"transport-{number}") for number in range(2)),
        *(_agent(setup, name, agent) for name, agent in AGENTS.items()),
        _worker(setup),
        _gateway(setup),
    ]


def _service(setup: Setup, service: str, name: str) -> ChildPlan:
    databases = _databases(setup)
    variable = f"{service.upper()}_DATABASE_URL"
    environment = {
        variable: databases[variable],
        **(_api_key(setup, "transport-api") if service == "transport" else _picked(setup, *_IDENTITY)),
        **_layouts(setup),
        **_proxy_secret(setup),
        **_picked(setup, "LOGISTICS_TIMEZONE", "LOGISTICS_RATE_PER_PRINCIPAL", "LOGISTICS_RATE_PER_ADDRESS"),
        **(_order_api(setup) if service == "transport" else {}),
    }
    health = f"{setup.origin(name)}/readyz"
    return _plan(
        setup, name, "serve", service, *_port(setup, name), environment=environment, health_url=health, beats=True
    )


def _agent(setup: Setup, name: str, agent: str) -> ChildPlan:
    models = {key: value for key, value in setup.given.items() if key.startswith(_MODEL_PREFIXES) or key in _PROXIES}
    environment = {
        **models,
        # A proxy is for the model; our own parts are neighbours.
        "NO_PROXY": ",".join(filter(None, [models.get("NO_PROXY"), HOST, "localhost"])),
        **_services(setup),
        **_api_key(setup, "agents"),
        **_layouts(setup),
        **_agents(setup),
        **_picked(setup, "LOGISTICS_TIMEZONE", "LOGISTICS_HOSTS"),
        **_numba(setup),
    }
    health = f"{setup.origin(name)}/ping"
    return _plan(
        setup, name, "agent", agent, *_port(setup, name), environment=environment, health_url=health, beats=True
    )


def _worker(setup: Setup) -> ChildPlan:
    environment = {
        "ORDERS_DATABASE_URL": setup.orders_database_url,
        **_services(setup),
        **_api_key(setup, "worker"),
        **_agents(setup),
        "LOGISTICS_OUTBOX_DIR": str(setup.data_dir.outbox),
        **_picked(setup, "LOGISTICS_MODEL", "SMTP_URL", "LOGISTICS_MAIL_FROM"),
        **{name: value for name, value in setup.given.items() if name.startswith("LOGISTICS_WORKER_")},
    }
    return _plan(setup, "worker-0", "worker", environment=environment, beats=True, stop_s=25)


def _gateway(setup: Setup) -> ChildPlan:
    origins = [f"--orders={setup.origin(f'order-{number}')}" for number in range(2)]
    origins += [f"--transport={setup.origin(f'transport-{number}')}" for number in range(2)]
    # A page that is open holds its stream of events for ever, so waiting longer for it gains nothing.
    return _plan(
        setup,
        "gateway",
        "gateway",
        *_port(setup, "gateway"),
        *origins,
        environment=_picked(setup, "LOGISTICS_HOSTS") | _proxy_secret(setup),
        health_url=setup.origin("gateway") + "/",
        beats=True,
        stop_s=3,
    )


def _plan(
    setup: Setup,
    name: str,
    *command: str,
    environment: Mapping[str, str] | None = None,
    health_url: str | None = None,
    beats: bool = False,
    stop_s: float = 15,
) -> ChildPlan:
    return ChildPlan(
        name=name,
        command=(sys.executable, "-m", "logistics.cli", *command),
        environment={**_picked(setup, *_SYSTEM), "PYTHONUNBUFFERED": "1", **(environment or {})},
        health_url=health_url,
        beats=beats,
        stop_s=stop_s,
        niceness=NICENESS.get(name, 0),
    )


def _port(setup: Setup, name: str) -> tuple[str, str]:
    return "--port", str(setup.ports[name])


def _picked(setup: Setup, *names: str) -> dict[str, str]:
    return {name: setup.given[name] for name in names if name in setup.given}


def _databases(setup: Setup) -> dict[str, str]:
    return {
        "ORDERS_DATABASE_URL": setup.orders_database_url,
        "TRANSPORT_DATABASE_URL": setup.transport_database_url,
    }


def _services(setup: Setup) -> dict[str, str]:
    """Both processes of each service, so that one steps in for the other."""
    origins = [setup.origin(f"transport-{number}") for number in range(2)]
    transport_api = ",".join(f"{origin}/api" for origin in origins)
    return {**_order_api(setup), **_unless_given(setup, {"TRANSPORT_API_URL": transport_api})}


def _order_api(setup: Setup) -> dict[str, str]:
    origins = [setup.origin(f"order-{number}") for number in range(2)]
    return _unless_given(setup, {"ORDER_API_URL": ",".join(origins)})


def _agents(setup: Setup) -> dict[str, str]:
    """Where the agents answer, and what they and whoever asks them know of each other."""
    urls = _unless_given(setup, {f"{agent.upper()}_AGENT_URL": setup.origin(n) for n, agent in AGENTS.items()})
    return {**urls, "LOGISTICS_AGENT_SECRET": setup.agent_secret}


def _unless_given(setup: Setup, addresses: Mapping[str, str]) -> dict[str, str]:
    """Where our parts find each other; something of the operator's own may stand in between."""
    return {**addresses, **_picked(setup, *addresses)}


def _api_key(setup: Setup, program: str) -> dict[str, str]:
    return {"LOGISTICS_API_KEY": setup.keys[program]}


def _proxy_secret(setup: Setup) -> dict[str, str]:
    return {"LOGISTICS_PROXY_SECRET": setup.proxy_secret}


def _layouts(setup: Setup) -> dict[str, str]:
    return {"LOGISTICS_LAYOUTS_DIR": str(setup.data_dir.layouts)}


def _numba(setup: Setup) -> dict[str, str]:
    """Where compiled code is kept: beside the source unless an administrator installed that for us."""
    if given := _picked(setup, "NUMBA_CACHE_DIR"):
        return given
    return {} if can_keep_code() else {"NUMBA_CACHE_DIR": str(setup.data_dir.numba_cache)}
