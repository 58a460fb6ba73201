"""OrdersSettings, read from the environment once."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from logistics.access.client_address import ProxySettings
from logistics.access.rates import RateSettings
from logistics.identity.oidc import OidcProvider, is_secure


class OrdersSettings(RateSettings, ProxySettings):
    """How one Order API process is set up."""

    database_url: str = Field(alias="ORDERS_DATABASE_URL", repr=False)
    layouts_dir: Path = Field(alias="LOGISTICS_LAYOUTS_DIR")
    timezone: str = Field(default="UTC", alias="LOGISTICS_TIMEZONE")
    oidc_issuer: str | None = Field(default=None, alias="OIDC_ISSUER")
    oidc_client_id: str | None = Field(default=None, alias="OIDC_CLIENT_ID")
    oidc_client_secret: str | None = Field(default=None, alias="OIDC_CLIENT_SECRET", repr=False)

    @model_validator(mode="after")
    def _oidc_whole_or_not_at_all(self) -> Self:
        if len({value is None for value in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)}) > 1:
            raise ValueError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together")
        if self.oidc_issuer is not None and not is_secure(self.oidc_issuer):
            raise ValueError("OIDC_ISSUER begins with https://, unless the provider is on this machine")
        return self

    def oidc_provider(self) -> OidcProvider | None:
        """The identity provider people may sign in through, if there is one."""
        if self.oidc_issuer is None or self.oidc_client_id is None or self.oidc_client_secret is None:
            return None
        return OidcProvider(self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
