"""`logistics migrate`: both databases to the newest schema."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the databases of ORDERS_DATABASE_URL and TRANSPORT_DATABASE_URL to the newest schema.

    Safe to repeat, and safe while the system runs. `logistics up` does it by itself.

    Example: logistics migrate
    """
    from pydantic import Field
    from pydantic_settings import BaseSettings

    from logistics.kit.migrations import migrate as apply
    from logistics.local.settings import read_settings

    class DatabaseSettings(BaseSettings):
        orders: str = Field(alias="ORDERS_DATABASE_URL")
        transport: str = Field(alias="TRANSPORT_DATABASE_URL")

    settings = read_settings(DatabaseSettings)
    for service, url in (("orders", settings.orders), ("transport", settings.transport)):
        apply(url, f"logistics.{service}:migrations")
        print(f"{service}: the schema is up to date.")
