"""The `logistics` command: one word for everything people and process managers start.

Each command imports what it needs when it runs, so that `--help` is quick and a service stays light.
"""

from logistics.cli import backup, checking, database, doctor, keys, orders, packing, processes, seeding, up, users
from logistics.cli.output import new_group

app = new_group("Orders in, loads packed and proven, vehicles booked, customers told.")
app.add_typer(orders.app, name="order")
app.add_typer(users.app, name="user")
app.add_typer(keys.app, name="key")
for room in (up, processes, database, seeding, checking, packing, backup, doctor):
    room.register(app)


def run() -> None:
    """Entry point of the `logistics` program."""
    app()
