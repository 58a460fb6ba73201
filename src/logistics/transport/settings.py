"""TransportSettings, read from the environment once."""

from pathlib import Path

from pydantic import Field

from logistics.access.client_address import ProxySettings
from logistics.access.rates import RateSettings


class TransportSettings(RateSettings, ProxySettings):
    """How one Transport API process is set up."""

    database_url: str = Field(alias="TRANSPORT_DATABASE_URL", repr=False)
    order_api_url: str = Field(default="http://127.0.0.1:8000", alias="ORDER_API_URL")
    api_key: str = Field(alias="LOGISTICS_API_KEY", repr=False)
    layouts_dir: Path = Field(alias="LOGISTICS_LAYOUTS_DIR")
    timezone: str = Field(default="UTC", alias="LOGISTICS_TIMEZONE")
