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
    from logistics.kit.migrations import migrate as apply
    from logistics.kit.settings import read_settings
    from logistics.local.settings import MigrationSettings

    settings = read_settings(MigrationSettings)
    databases = {"orders": settings.orders_database_url, "transport": settings.transport_database_url}
    for service, url in databases.items():
        apply(url, f"logistics.{service}:migrations")
        print(f"{service}: the schema is up to date.")
