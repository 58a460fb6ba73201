"""What is asked, with one of the rules lifted that may keep pieces out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from logistics.packing.model import Item, Orientation, Reason
from logistics.packing.request import Request


def turned(item: Item) -> Item:
    """The piece, to be turned any way."""
    return replace(item, orientation=Orientation.ANY, rotations=None)


def _any_way_up(request: Request) -> Request:
    return request.of(request.spaces, [turned(item) for item in request.items])


def _any_layers(request: Request) -> Request:
    return request.of(request.spaces, [replace(item, max_layers=None) for item in request.items])


def _any_codes(request: Request) -> Request:
    return request.of(request.spaces, [replace(item, carries_codes=None) for item in request.items])


def _stacked_freely(request: Request) -> Request:
    return request.of(
        request.spaces,
        [
            replace(
                item,
                stackable=True,
                fragile=False,
                max_load_on_top_g=None,
                bottom_only=False,
                max_layers=None,
                carries_codes=None,
            )
            for item in request.items
        ],
    )


def _one_stop(request: Request) -> Request:
    return request.of(request.spaces, [replace(item, stop=1) for item in request.items])


def _weight_anywhere(request: Request) -> Request:
    return request.of([replace(space, axles=None, balance=None) for space in request.spaces], request.items)


RELAXATIONS: dict[Reason, Callable[[Request], Request]] = {
    Reason.TURNING: _any_way_up,
    Reason.LAYERS: _any_layers,
    Reason.STACK_CODES: _any_codes,
    Reason.STACKING: _stacked_freely,
    Reason.STOPS: _one_stop,
    Reason.WEIGHT_IN_PLACE: _weight_anywhere,
}
"""Rules that may bind, and the request without them."""
