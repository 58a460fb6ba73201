"""The running system a command talks to: the one of the data directory, or the one that is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from logistics.kit.errors import Unauthenticated, Unavailable
from logistics.kit.settings import Settings, read_settings
from logistics.local.data_dir import DataDir
from logistics.local.program import option_for, program
from logistics.local.supervisor.record import find_record

# Each brings the contracts of its service, which take their time to load; most commands need one of them.
if TYPE_CHECKING:
    from logistics.clients.identity import IdentityClient
    from logistics.clients.orders import OrdersClient
    from logistics.clients.transport import TransportClient


class NothingRuns(Unavailable):
    """Nothing runs in the data directory."""

    def __init__(self, data_dir: DataDir) -> None:
        super().__init__(
            f"Nothing runs in {data_dir.root}; start it with `{program()} up{option_for(data_dir)}`,"
            " or set ORDER_API_URL and TRANSPORT_API_URL to a system elsewhere."
        )


class KeyMissing(Unauthenticated):
    """Set LOGISTICS_API_KEY to a key of the system that ORDER_API_URL names."""


class StillStarting(Unavailable):
    """The system is still starting."""


class RemoteSettings(Settings):
    """A running system that a command talks to in place of the one of the data directory."""

    order_api_url: str | None = Field(default=None, alias="ORDER_API_URL")
    transport_api_url: str | None = Field(default=None, alias="TRANSPORT_API_URL")
    api_key: str | None = Field(default=None, alias="LOGISTICS_API_KEY", repr=False)


@dataclass(frozen=True, slots=True)
class Instance:
    """Where a running system is, the key for it, and its layouts if they are on this machine."""

    order_api_url: str
    transport_api_url: str
    api_key: str
    layouts: Path | None

    @property
    def panel(self) -> str:
        """The address that people open; the services are below it."""
        return self.order_api_url.removesuffix("/").removesuffix("api/orders")

    @asynccontextmanager
    async def orders(self) -> AsyncIterator["OrdersClient"]:
        """A client of its Order API."""
        from logistics.clients.orders import OrdersClient

        async with OrdersClient(self.order_api_url, credential=self.api_key) as client:
            yield client

    @asynccontextmanager
    async def transport(self) -> AsyncIterator["TransportClient"]:
        """A client of its Transport API."""
        from logistics.clients.tokens import TokenSource
        from logistics.clients.transport import TransportClient

        async with (
            TokenSource(self.order_api_url, key=self.api_key) as tokens,
            TransportClient(self.transport_api_url, credential=tokens) as client,
        ):
            yield client

    @asynccontextmanager
    async def identity(self) -> AsyncIterator["IdentityClient"]:
        """A client of its users and keys."""
        from logistics.clients.identity import IdentityClient

        async with IdentityClient(self.order_api_url, credential=self.api_key) as client:
            yield client


def find_instance(data_dir: DataDir) -> Instance:
    """The system to talk to: ORDER_API_URL and TRANSPORT_API_URL when both are set, else the one of `data_dir`.

    Raises:
        NothingRuns: There is none.
        KeyMissing: It is named, and the key for it is not.
        StillStarting: It is there, and not yet healthy.
    """
    elsewhere = read_settings(RemoteSettings)
    if elsewhere.order_api_url and elsewhere.transport_api_url:
        if elsewhere.api_key is None:
            raise KeyMissing
        return Instance(elsewhere.order_api_url, elsewhere.transport_api_url, elsewhere.api_key, None)
    record = find_record(data_dir.run_file)
    if record is None or record.supervisor.find() is None:
        raise NothingRuns(data_dir)
    if not record.ready:
        raise StillStarting(f"The system in {data_dir.root} is still starting; try again in a moment.")
    # Through the gateway, which knows both processes of a service.
    panel = record.addresses["panel"]
    key = elsewhere.api_key or data_dir.admin_key.read_text(encoding="utf-8").strip()
    return Instance(f"{panel}api/orders", f"{panel}api/transport", key, data_dir.layouts)
