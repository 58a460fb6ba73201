"""GatewaySettings, read from the environment once."""

from pydantic import Field

from logistics.kit.settings import Settings
from logistics.web.hosts import names_in


class GatewaySettings(Settings):
    """How the gateway is set up."""

    hosts: str | None = Field(default=None, alias="LOGISTICS_HOSTS")
    proxy_secret: str | None = Field(default=None, alias="LOGISTICS_PROXY_SECRET", repr=False)

    def names(self) -> frozenset[str]:
        """What people call it, beside this machine's own names."""
        return names_in(self.hosts or "")
