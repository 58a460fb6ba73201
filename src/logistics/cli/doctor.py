"""`logistics doctor`: whether this machine can run the system, and whether the running one is well."""

import typer

from logistics.cli.options import DataDirOption, JsonOption
from logistics.local.data_dir import chosen


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Look for what could keep the system from running, and say what to do about it.

    The exit status is 1 when anything is wrong.

    Example: logistics doctor
    """
    from dataclasses import asdict

    from logistics.cli.output import print_json
    from logistics.local.examination import examine

    findings = examine(chosen(data_dir))
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.subject}: {finding.detail}")
            if finding.remedy:
                print(f"       {finding.remedy}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
