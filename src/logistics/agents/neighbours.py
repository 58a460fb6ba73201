"""Everything an agent talks to, opened once per process and shared by all its runs."""

from dataclasses import dataclass

from logistics.agents.calling import AgentCaller
from logistics.agents.calling.http import HttpAgents
from logistics.agents.settings import AgentSettings
from logistics.clients.orders import OrdersClient
from logistics.clients.transport import TransportClient
from logistics.layouts.store import DirectoryLayouts, LayoutStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The two services, the layout store and the other agents.

    The clients carry this process's own key; a run's tools act with the run's token instead.
    """

    orders: OrdersClient
    transport: TransportClient
    layouts: LayoutStore
    agents: AgentCaller

    async def close(self) -> None:
        """Close every connection."""
        await self.orders.close()
        await self.transport.close()
        await self.agents.close()


def open_neighbours(settings: AgentSettings) -> Neighbours:
    """The neighbours that the settings name."""
    return Neighbours(
        orders=OrdersClient(settings.order_api_url, credential=settings.api_key),
        transport=TransportClient(settings.transport_api_url, credential=settings.api_key),
        layouts=DirectoryLayouts(settings.layouts_dir),
        agents=HttpAgents(settings.agent_urls()),
    )
