"""Everything an agent talks to, opened once per process and shared by all its runs."""

from dataclasses import dataclass

from logistics.access.published_keys import PublishedKeys
from logistics.agents.calling import AgentCaller
from logistics.agents.calling.http import HttpAgents
from logistics.agents.settings import AgentSettings
from logistics.clients.identity import IdentityClient
from logistics.clients.orders import OrdersClient
from logistics.clients.tokens import TokenSource
from logistics.clients.transport import TransportClient
from logistics.layouts.store import DirectoryLayouts, LayoutStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The two services, the layout store, the other agents, and who is who.

    The clients carry this process's own credential; a run's tools act with the run's token instead.
    """

    orders: OrdersClient
    transport: TransportClient
    layouts: LayoutStore
    agents: AgentCaller
    identity: IdentityClient
    keys: PublishedKeys
    tokens: TokenSource | None = None

    async def close(self) -> None:
        """Close every connection."""
        await self.orders.close()
        await self.transport.close()
        await self.agents.close()
        await self.identity.close()
        await self.keys.close()
        if self.tokens is not None:
            await self.tokens.close()


def open_neighbours(settings: AgentSettings) -> Neighbours:
    """The neighbours that the settings name."""
    tokens = TokenSource(settings.order_api_url, key=settings.api_key)
    return Neighbours(
        orders=OrdersClient(settings.order_api_url, credential=settings.api_key),
        transport=TransportClient(settings.transport_api_url, credential=tokens),
        layouts=DirectoryLayouts(settings.layouts_dir),
        agents=HttpAgents(settings.agent_urls(), secret=settings.secret),
        identity=IdentityClient(settings.order_api_url),
        keys=PublishedKeys(settings.order_api_url),
        tokens=tokens,
    )
