"""`logistics user ...`: who may sign in, and what they may do."""

import asyncio
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from logistics.cli.options import DataDirOption, JsonOption
from logistics.cli.output import new_group
from logistics.local.data_dir import chosen

if TYPE_CHECKING:
    from logistics.contracts.identity import UserRead
    from logistics.local.data_dir import DataDir

app = new_group("Let people in, and say what they may do.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The user's e-mail address.")]


class RoleName(StrEnum):
    """Roles to choose from."""

    ADMIN = "admin"
    DISPATCHER = "dispatcher"
    LOADER = "loader"
    VIEWER = "viewer"
    CUSTOMER = "customer"


CustomerOption = Annotated[
    int | None, typer.Option("--customer", min=1, metavar="ID", help="Whose orders a customer's user sees.")
]


@app.command()
def create(
    email: Email,
    role: Annotated[RoleName, typer.Option(help="What they may do.")],
    name: Annotated[str | None, typer.Option(help="Their name. Default: the address.")] = None,
    customer: CustomerOption = None,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Let somebody in. They sign in with a link (`user link`) until they have a password (`user password`).

    Example: logistics user create dana@example.com --role dispatcher --name "Dana Petersen"
    """
    from logistics.cli.identity_views import print_user, typed
    from logistics.contracts.identity import UserCreate
    from logistics.local.instance import find_instance

    async def add() -> "UserRead":
        wanted = typed(UserCreate, email=email, name=name or email, role=role.value, customer_id=customer)
        async with find_instance(chosen(data_dir)).identity() as identity:
            return await identity.add_user(wanted)

    print_user(asyncio.run(add()), json=json)


@app.command("list")
def list_users(json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """List users.

    Example: logistics user list
    """
    from logistics.cli.identity_views import every, print_users
    from logistics.local.instance import find_instance

    async def read() -> "list[UserRead]":
        async with find_instance(chosen(data_dir)).identity() as identity:
            return await every(identity.list_users)

    print_users(asyncio.run(read()), json=json)


@app.command()
def disable(email: Email, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Keep somebody out, at once on every device.

    Example: logistics user disable dana@example.com
    """
    _change(email, chosen(data_dir), json=json, active=False)


@app.command()
def enable(email: Email, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Let somebody in again.

    Example: logistics user enable dana@example.com
    """
    _change(email, chosen(data_dir), json=json, active=True)


@app.command()
def role(
    email: Email,
    role: Annotated[RoleName, typer.Argument(help="What they may do from now on.")],
    customer: CustomerOption = None,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Give somebody another role.

    Example: logistics user role dana@example.com admin
    """
    _change(email, chosen(data_dir), json=json, role=role.value, customer_id=customer)


@app.command()
def password(email: Email, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Set somebody's password, asked for on the terminal or read from stdin. Ends their sessions.

    Example: logistics user password dana@example.com
    """
    # Never an option: what is on a command line, everybody on the machine can read.
    if sys.stdin.isatty():
        chosen_password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        chosen_password = sys.stdin.readline().rstrip("\n")
    _change(email, chosen(data_dir), json=json, password=chosen_password)


@app.command()
def link(email: Email, json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """Make a one-time sign-in link. It holds for a day and replaces the one before.

    Example: logistics user link dana@example.com
    """
    from logistics.cli.identity_views import print_link, user_with
    from logistics.local.instance import find_instance

    async def make() -> None:
        instance = find_instance(chosen(data_dir))
        async with instance.identity() as identity:
            made = await identity.create_sign_in_link((await user_with(identity, email)).id)
        print_link(made, instance.panel, json=json)

    asyncio.run(make())


def _change(email: str, data_dir: "DataDir", *, json: bool, **changes: Any) -> None:
    from logistics.cli.identity_views import print_user, typed, user_with
    from logistics.contracts.identity import UserPatch
    from logistics.local.instance import find_instance

    change = typed(UserPatch, **changes)

    async def save() -> "UserRead":
        async with find_instance(data_dir).identity() as identity:
            return await identity.change_user((await user_with(identity, email)).id, change)

    print_user(asyncio.run(save()), json=json)
