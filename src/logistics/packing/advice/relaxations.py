"""What is asked, with one of the rules lifted that may keep pieces out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from logistics.dock.rules import RELIEFS, relieved
from logistics.packing.model import Item, Reason
from logistics.packing.request import Request


def turned(item: Item) -> Item:
    """The piece, to be turned any way."""
    # Rotations that are given one by one are no rule of goods, and go with the orientation.
    return replace(relieved(item, Reason.TURNING), rotations=None)


def _any_way_up(request: Request) -> Request:
    return request.of(request.spaces, [turned(item) for item in request.items])


def _without(reason: Reason, request: Request) -> Request:
    return request.of(request.spaces, [relieved(item, reason) for item in request.items])


def _one_stop(request: Request) -> Request:
    return request.of(request.spaces, [replace(item, stop=1) for item in request.items])


def _weight_anywhere(request: Request) -> Request:
    return request.of([replace(space, axles=None, balance=None) for space in request.spaces], request.items)


RELAXATIONS: dict[Reason, Callable[[Request], Request]] = {
    **{reason: partial(_without, reason) for reason in RELIEFS},
    Reason.TURNING: _any_way_up,
    Reason.STOPS: _one_stop,
    Reason.WEIGHT_IN_PLACE: _weight_anywhere,
}
"""Rules that may bind, and the request without them."""
