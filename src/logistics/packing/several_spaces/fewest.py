"""As few equal cargo spaces as can be found for a list of pieces: three-dimensional bin packing."""

from __future__ import annotations

from dataclasses import replace

from logistics.packing.clock import Clock
from logistics.packing.model import LoadPlan
from logistics.packing.one_space.pack import fill
from logistics.packing.parcels import pieces_of
from logistics.packing.request import Request
from logistics.packing.several_spaces.bounds import least_number
from logistics.packing.several_spaces.everything import Search, begin, improve
from logistics.packing.several_spaces.plan import FleetPlan, admitted, plan_of
from logistics.packing.several_spaces.repacking import not_in

_FIRST_SHARE = 0.5
"""Part of the time for the first loads, where those are not found at once."""

_MOST_SPACES = 2_000
_SPARE_SPACES = 8
"""Spaces beyond twice the bound that first loads may use."""


def pack_fewest(request: Request, *, most: int | None = None) -> FleetPlan:
    """Load everything into as few spaces like the one asked about as we find, or as much as can be into `most`.

    All loads carry the id of that space. What is pinned stands in the first space, which is packed first, by itself.

    Args:
        most: There are no more spaces than that; None: as many as needed.

    Raises:
        ValueError: There is not exactly one space, or the pinned pieces cannot stand as they are said to.
    """
    clock, spaces = Clock(request.stop), _MOST_SPACES if most is None else most
    rest, loads = replace(request, items=admitted(request)), list[LoadPlan]()
    if request.pinned or spaces == 1:
        first = fill(rest, clock.part(1.0 if spaces == 1 else _FIRST_SHARE))
        loads, spaces = [first] if first.placements else [], spaces - 1
        rest = request.of(request.spaces, pieces_of(not_in(first, rest.parcels)))
    if rest.items and spaces:
        loads += _fewest(replace(rest, threads=1), min(spaces, len(rest.parcels)), clock)
    return plan_of(request, loads)


def _fewest(request: Request, most: int, clock: Clock) -> list[LoadPlan]:
    """All parcels, then again with the weakest space given up, until that does not succeed."""
    least = least_number(request.space, request.items)
    number = min(most, 2 * least + _SPARE_SPACES)
    search = _begun(request, number, least, clock)
    while not search.complete and number < most:
        number = min(most, 2 * number)
        search = _begun(request, number, least, clock)
    complete = improve(search, clock.part(1.0))
    loads = search.loads()
    while complete and search.used > least and not clock.over:
        search.keep_fullest(search.used - 1)
        complete = improve(search, clock.part(1.0))
        loads = search.loads() if complete else loads
    return loads


def _begun(request: Request, number: int, least: int, clock: Clock) -> Search:
    many = replace(request, spaces=[request.space] * number)
    return begin(many, lambda found: found.complete and found.used <= least, clock.part(_FIRST_SHARE))
