"""OrdersSettings, read from the environment once."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from logistics.kit.rates import RateSettings


class OrdersSettings(RateSettings):
    """How one Order API process is set up."""

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True)

    database_url: str = Field(alias="ORDERS_DATABASE_URL", repr=False)
    layouts_dir: Path = Field(alias="LOGISTICS_LAYOUTS_DIR")
    timezone: str = Field(default="UTC", alias="LOGISTICS_TIMEZONE")
