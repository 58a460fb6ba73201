"""What the processes of one `logistics up` are told, each by its own settings class."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from logistics.kit.settings import Settings, read_settings
from logistics.local.data_dir import DataDir
from logistics.local.listening import HOST

Kind = TypeVar("Kind", bound=Settings)

AGENTS = {"analyser": "analyser", "transport-agent": "transport", "orchestrator": "orchestrator"}
"""Our name of each agent's process, and the name of the agent."""

WITHHELD = frozenset({"LOGISTICS_AGENT_ACCESS", "LOGISTICS_TRUSTED_PROXIES"})
"""Nothing to choose on one machine, where our own gateway is the one proxy and agents answer our own processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything the plans are made of.

    Args:
        given: The environment that `up` was started with.
        keys: Of each program, by its name; there are none before the database is ready.
        agent_secret: What a process must know that asks an agent; another one at each start.
        proxy_secret: By which the services know the gateway from everything else on this machine.
    """

    data_dir: DataDir
    ports: Mapping[str, int]
    orders_database_url: str
    transport_database_url: str
    given: Mapping[str, str] = field(repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    agent_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    proxy_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def settings(self, kind: type[Kind], program: str | None = None) -> Kind:
        """What a process is told whose settings are `kind`: by us, else by the operator.

        Args:
            program: Whose key it acts with.

        Raises:
            SettingsWrong: The operator said something that cannot be.
        """
        operators = {name: value for name, value in self.given.items() if name not in WITHHELD}
        key = {"LOGISTICS_API_KEY": self.keys.get(program, "")} if program else {}
        return read_settings(kind, {**self._neighbours(), **operators, **self._ours(), **key})

    def origin(self, name: str) -> str:
        """Where a process listens."""
        return f"http://{HOST}:{self.ports[name]}"

    def origins(self, service: str) -> list[str]:
        """Where the processes of a service listen; one steps in for the other."""
        return [self.origin(name) for name in self.ports if name in (f"{service}-0", f"{service}-1")]

    def addresses(self) -> dict[str, str]:
        """Where people and programs find each part."""
        return {
            "panel": self.origin("gateway") + "/",
            "orders_api": self.origin("order-0"),
            "transport_api": self.origin("transport-0") + "/api",
            **{f"{agent}_agent": self.origin(name) for name, agent in AGENTS.items()},
        }

    def _ours(self) -> dict[str, object]:
        """What is not for the operator to say."""
        return {
            "ORDERS_DATABASE_URL": self.orders_database_url,
            "TRANSPORT_DATABASE_URL": self.transport_database_url,
            "LOGISTICS_LAYOUTS_DIR": self.data_dir.layouts,
            "LOGISTICS_OUTBOX_DIR": self.data_dir.outbox,
            "LOGISTICS_PROXY_SECRET": self.proxy_secret,
            "LOGISTICS_AGENT_SECRET": self.agent_secret,
        }

    def _neighbours(self) -> dict[str, object]:
        """Where our parts find each other; something of the operator's own may stand in between."""
        return {
            "ORDER_API_URL": ",".join(self.origins("order")),
            "TRANSPORT_API_URL": ",".join(f"{origin}/api" for origin in self.origins("transport")),
            **{f"{agent.upper()}_AGENT_URL": self.origin(name) for name, agent in AGENTS.items()},
        }
