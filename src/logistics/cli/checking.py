"""`logistics check`: a layout before the independent checker."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logistics.cli.options import DataDirOption, JsonOption
from logistics.local.data_dir import DataDir, chosen

if TYPE_CHECKING:
    from logistics.contracts.layout import LayoutDocument


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    file: Annotated[
        Path, typer.Argument(metavar="LAYOUT", help="A layout document, one version of it, as `order show` names it.")
    ],
    order: Annotated[
        str | None,
        typer.Option(
            metavar="ORDER",
            help="Also compare with this order, by its id or number, and with the vehicles, from the running system.",
        ),
    ] = None,
    json: JsonOption = False,
    data_dir: DataDirOption = None,
) -> None:
    """Check a layout: inside, apart, supported, within payload, loaded in order.

    Without --order the document's own word for sizes, weights and spaces is taken. The exit status is 1 when
    anything is wrong.

    Example: logistics check layouts/order-7.json/1 --order 7
    """
    from logistics.cli.output import print_json
    from logistics.kit.errors import Invalid
    from logistics.layouts.reading import parse_layout

    try:
        document = parse_layout(file.read_bytes())
    except IsADirectoryError:
        raise Invalid(f"{file} holds every version of a layout; name one of them, such as {file / '1'}.") from None
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None
    faults = _faults(document) if order is None else asyncio.run(_faults_of_order(document, order, chosen(data_dir)))
    if json:
        print_json({"ok": not faults, "faults": faults})
    else:
        _print(document, faults)
    raise typer.Exit(1 if faults else 0)


def _faults(document: "LayoutDocument") -> list[dict[str, str]]:
    """What is wrong by the document alone."""
    from logistics.layouts.codec import packing_placement, stated_item, stated_space
    from logistics.layouts.proof import figure_faults
    from logistics.packing.check import check as violations

    faults = []
    for number, load in enumerate(document.loads):
        try:
            space, items = stated_space(load.space), [stated_item(placed) for placed in load.placements]
        except ValueError as error:
            faults.append(_fault("contradiction", f"Load {number}: {error}"))
            continue
        found = violations(space, items, [packing_placement(placed) for placed in load.placements])
        faults += [_fault(violation.code, f"Load {number}: {violation.detail}") for violation in found]
        faults += [_fault("false-figure", f"Load {number}: {sentence}") for sentence in figure_faults(load)]
    return faults


async def _faults_of_order(document: "LayoutDocument", name: str, data_dir: DataDir) -> list[dict[str, str]]:
    """What is wrong by the order's own pieces and the actual vehicles."""
    from logistics.cli.order_names import id_of
    from logistics.layouts.proof import fit_violations, piece_faults
    from logistics.local.instance import find_instance

    instance = find_instance(data_dir)
    async with instance.orders() as orders, instance.transport() as transport:
        order = await orders.get_order(await id_of(name, orders))
        vehicles = [await transport.get_vehicle(load.space.vehicle_id) for load in document.loads]
    pieces = {piece.item: piece for piece in order.pieces()}
    faults = [_fault("not-of-this-order", sentence) for sentence in piece_faults(document, pieces.values())]
    for number, (load, vehicle) in enumerate(zip(document.loads, vehicles, strict=True)):
        found = fit_violations(load, vehicle, pieces)
        faults += [_fault(violation.code, f"Load {number}: {violation.detail}") for violation in found]
    return faults


def _fault(code: str, detail: str) -> dict[str, str]:
    return {"code": code, "detail": detail}


def _print(document: "LayoutDocument", faults: list[dict[str, str]]) -> None:
    pieces = sum(len(load.placements) for load in document.loads)
    if not faults:
        loads = len(document.loads)
        print(f"The layout holds: {pieces} pieces in {loads} load{'s' if loads != 1 else ''}, nothing to object to.")
    for fault in faults:
        print(f"{fault['code']}: {fault['detail']}")
