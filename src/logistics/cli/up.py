"""`logistics up`: everything on this machine, with one command."""

from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.options import DataDirOption
from logistics.cli.output import say
from logistics.local.data_dir import chosen
from logistics.local.program import option_for, program

if TYPE_CHECKING:
    from logistics.local.supervisor.setup import Setup


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    data_dir: DataDirOption = None,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="Of the panel; 0 is any free one. Unless it is 8080, all other parts listen on free ports.",
        ),
    ] = 8080,
    sample_data: Annotated[
        bool, typer.Option("--sample-data/--no-sample-data", help="Place the sample orders at the first start.")
    ] = True,
    admin_email: Annotated[
        str, typer.Option(envvar="LOGISTICS_ADMIN_EMAIL", help="Of the first administrator, made at the first start.")
    ] = "admin@localhost",
) -> None:
    """Run everything: database, services, agents, worker, panel.

    Needs nothing installed. Ctrl-C stops it; what it keeps is in the data directory.

    Example: logistics up --port 0 --data-dir /tmp/try
    """
    import os

    from logistics.local.supervisor.session import Session, UpOptions

    options = UpOptions(data_dir=chosen(data_dir), port=port, sample_data=sample_data, admin_email=admin_email)
    Session(options, os.environ, say).run(_greet)


def _greet(setup: "Setup", sign_in_link: str | None) -> None:
    command, option, panel = program(), option_for(setup.data_dir), setup.addresses()["panel"]
    say()
    say("Logistics Manager is running.")
    say(f"  Panel      {panel}")
    if sign_in_link is not None:
        say(f"  Sign in    {panel}#link={sign_in_link}")
        say("             (once, within a day; `logistics user password` sets a password)")
    say(f"  Admin key  {setup.data_dir.admin_key}")
    say(f"  Logs       {setup.data_dir.logs}")
    say("Try, in another terminal:")
    say(f"  {command} order list{option}")
    say(f"  {command} order show 1{option}")
    say("Ctrl-C stops it.")
    say()
