"""`logistics doctor`: whether this machine can run the system, and whether the running one is well."""

from typing import Annotated

import typer

from logistics.local.data_dir import DataDirOption, chosen


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Look for what could keep the system from running, and say what to do about it.

    The exit status is 1 when anything is wrong.

    Example: logistics doctor
    """
    from dataclasses import asdict

    from logistics.cli.examination import examine
    from logistics.cli.output import print_json

    findings = examine(chosen(data_dir))
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.subject}: {finding.detail}")
            if finding.remedy:
                print(f"       {finding.remedy}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
