"""GatewaySettings, read from the environment once."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from logistics.web.hosts import names_in


class GatewaySettings(BaseSettings):
    """How the gateway is set up."""

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True)

    hosts: str | None = Field(default=None, alias="LOGISTICS_HOSTS")
    proxy_secret: str | None = Field(default=None, alias="LOGISTICS_PROXY_SECRET", repr=False)

    def names(self) -> frozenset[str]:
        """What people call it, beside this machine's own names."""
        return names_in(self.hosts or "")
