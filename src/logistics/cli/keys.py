"""`logistics key ...`: keys that programs act with."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.options import DataDirOption, JsonOption
from logistics.cli.output import new_group
from logistics.local.data_dir import chosen

if TYPE_CHECKING:
    from logistics.contracts.identity import KeyCreated, KeyRead

app = new_group("Give keys to programs, and take them back.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which program it is for.")],
    grant: Annotated[
        list[str],
        typer.Option(metavar="GRANT", help="A role, a service's scope or a permission; may be repeated."),
    ],
    customer: Annotated[
        int | None, typer.Option(min=1, metavar="ID", help="Whose orders it reaches; with the grant customer.")
    ] = None,
    expires: Annotated[datetime | None, typer.Option(help="When it ends, in UTC. Default: never.")] = None,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Make a key. It is shown this once.

    Example: logistics key create "Shop integration" --grant orders:read --grant orders:write
    """
    from datetime import UTC

    from logistics.cli.identity_views import print_new_key, typed
    from logistics.contracts.identity import KeyCreate
    from logistics.local.instance import find_instance

    async def make() -> "KeyCreated":
        wanted = typed(
            KeyCreate,
            name=name,
            grants=grant,
            customer_id=customer,
            expires_at=expires.replace(tzinfo=UTC) if expires else None,
        )
        async with find_instance(chosen(data_dir)).identity() as identity:
            return await identity.create_key(wanted)

    print_new_key(asyncio.run(make()), json=json)


@app.command("list")
def list_keys(json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """List keys, revoked ones too, newest first.

    Example: logistics key list
    """
    from logistics.cli.identity_views import every, print_keys
    from logistics.local.instance import find_instance

    async def read() -> "list[KeyRead]":
        async with find_instance(chosen(data_dir)).identity() as identity:
            return await every(identity.list_keys)

    print_keys(asyncio.run(read()), json=json)


@app.command()
def revoke(
    key_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The key's id, see `key list`.")],
    data_dir: DataDirOption = None,
) -> None:
    """Accept a key no longer.

    Example: logistics key revoke 7
    """
    from logistics.local.instance import find_instance

    async def take_back() -> None:
        async with find_instance(chosen(data_dir)).identity() as identity:
            await identity.revoke_key(key_id)

    asyncio.run(take_back())
    print(f"Key {key_id} is revoked.")
