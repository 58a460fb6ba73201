"""`logistics pack`: the packing engine alone, for any problem."""

import math
import sys
from typing import Annotated, NoReturn

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(pack)


def pack(
    time_limit: Annotated[
        float, typer.Option(min=0, help="Seconds to search; the first plan may take longer.")
    ] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="Of the search.")] = 0,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Searches side by side, one a core.")] = 1,
    support: Annotated[
        str,
        typer.Option(
            metavar="full|none|SHARE",
            help="How much of each base rests on something: all of it, nothing asked (pieces may float, and the "
            "order of loading does not heed what carries what), or a share such as 0.75, the middle of the piece "
            "being over what it rests on.",
        ),
    ] = "full",
) -> None:
    """Pack the neutral problem JSON on stdin; the layout JSON goes to stdout.

    One container is filled as far as it goes; with "max_containers": null everything goes into as few as can be
    found; with "vehicles" (each with "id", "cost" and "count") instead of "container" the cheapest set is chosen.
    "keep_groups_together": true keeps items of one "group" in one container.

    Exit status 2 when the problem is malformed.

    Example: logistics pack --time-limit 10 --support 0.75 < problem.json > layout.json
    """
    import json

    from logistics.packing.neutral import MalformedProblem, solve_neutral

    share = _share(support)
    if not math.isfinite(time_limit):
        raise typer.BadParameter("say a number of seconds.", param_hint="--time-limit")
    try:
        problem = json.loads(sys.stdin.buffer.read())
    except (ValueError, RecursionError) as error:
        _refuse(f"The problem is not JSON: {error}.")
    try:
        layout = solve_neutral(problem, time_limit_s=time_limit, seed=seed, threads=threads, min_support_share=share)
    except MalformedProblem as error:
        _refuse(f"The problem is malformed: {error}")
    print(json.dumps(layout))


def _share(support: str) -> float:
    """The share that a word or a number means."""
    from logistics.kit.numbers import plain_decimal

    try:
        share = (
            {"full": 1.0, "none": 0.0}[support] if support in ("full", "none") else float(str(plain_decimal(support)))
        )
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise typer.BadParameter("say full, none or a share from 0 to 1.", param_hint="--support")
    return share


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)
