"""`logistics backup` and `logistics restore`."""

from typing import Annotated

import typer

from logistics.backup import INCOMPLETE
from logistics.cli.options import DataDirOption, JsonOption
from logistics.local.data_dir import chosen
from logistics.local.program import option_for, program


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    to: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE",
            help="A directory or s3://bucket/prefix. Default: LOGISTICS_BACKUP_DIR, else in the data directory.",
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many to keep; the oldest beyond them are removed. Default: LOGISTICS_BACKUP_KEEP, else 14.",
        ),
    ] = None,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Back up both databases and every layout, into PLACE/<moment>, whole or not at all.

    The system may run meanwhile; `logistics up` does this by itself once a day. Set ORDERS_DATABASE_URL,
    TRANSPORT_DATABASE_URL and LOGISTICS_LAYOUTS_DIR where it does not run on `logistics up`. The exit status is 0
    when there is a new backup, 3 when there is one and booked layouts were missing or altered before it was taken
    (older backups are then kept, as they may have them), else 1 and nothing else has changed. Keep backups on another
    machine too, and as safe as the databases: they hold everything.

    Example: logistics backup --to /mnt/backups --keep 30

    Example: logistics backup --to s3://our-backups/logistics
    """
    from logistics.backup.addresses import place_at
    from logistics.backup.settings import BackupSettings
    from logistics.backup.taking import take_backup
    from logistics.cli.output import print_json, progress
    from logistics.kit.settings import read_settings
    from logistics.local.installation import end_as_an_error, to_back_up
    from logistics.local.postgres import client_programs

    end_as_an_error()
    directory, settings = chosen(data_dir), read_settings(BackupSettings)
    target = place_at(to or settings.place or str(directory.backups))
    kept = keep or settings.keep
    with to_back_up(directory) as installation:
        taken = take_backup(
            installation.databases,
            installation.layouts,
            target,
            keep=kept,
            programs=client_programs(),
            say=progress,
        )
    if json:
        print_json({"path": taken.address, "removed": taken.removed, **taken.manifest.model_dump(mode="json")})
    else:
        for name in taken.removed:
            progress(f"{name} removed, as {kept} newer ones are kept")
        print(taken.address)
    if lacking := taken.manifest.incomplete:
        for sentence in lacking:
            progress(sentence)
        progress(f"{taken.address} is a new backup, and it lacks {len(lacking)} booked layouts; older ones are kept.")
        raise typer.Exit(INCOMPLETE)


def restore(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="One backup: its directory, or s3://bucket/prefix/<moment>.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the databases and layouts that are there. They are lost.")
    ] = False,
    keep_keys: Annotated[
        bool,
        typer.Option(
            "--keep-keys", help="Accept every key of the backup that is not known to have been revoked since."
        ),
    ] = False,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Put both databases and every layout back as they were at the moment of a backup.

    The system must not run. The backup is verified first, and everything is made ready beside what is there
    before it takes its place; the exit status is 0 when it has, else 1 and what was there is still there.

    Everybody signs in again. Users and keys may do what they last might in the databases that are replaced. Keys
    that those do not know are revoked unless you keep them; `logistics up` gives its own processes new ones.

    Example: logistics restore /mnt/backups/2026-11-22T03-00-00Z
    """
    from logistics.backup.addresses import fetched
    from logistics.backup.restoring import restore_backup
    from logistics.cli.output import print_json, progress
    from logistics.local.installation import end_as_an_error, to_replace
    from logistics.local.postgres import client_programs

    end_as_an_error()
    place = chosen(data_dir)
    with to_replace(place) as installation, fetched(source) as directory:
        manifest = restore_backup(
            directory,
            installation.databases,
            installation.layouts,
            force=force,
            keep_keys=keep_keys,
            programs=client_programs(),
            say=progress,
        )
        # What was restored is not to be mixed with sample orders.
        place.seeded.touch()
    if json:
        print_json(manifest.model_dump(mode="json"))
    else:
        print(f"Restored as of {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC. Start with:")
        print(f"  {program()} up{option_for(place)}")
