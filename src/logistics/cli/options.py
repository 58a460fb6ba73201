"""Options that many commands take."""

from pathlib import Path
from typing import Annotated

import typer

DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="LOGISTICS_DATA_DIR",
        metavar="DIR",
        help="Where everything is kept. Default: /var/lib/logistics/data for root, else ~/.local/share/logistics.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
