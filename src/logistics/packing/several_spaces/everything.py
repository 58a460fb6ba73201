"""All parcels into all spaces, or as many as can be, by whichever search suits them."""

from __future__ import annotations

from collections.abc import Callable

from logistics.packing.clock import Clock
from logistics.packing.parcels import volume_of
from logistics.packing.request import Request
from logistics.packing.several_spaces.repacking import Repacking
from logistics.packing.several_spaces.sharing import Sharing, can_be_shared

Search = Sharing | Repacking

_FEW, _MANY = 4, 14
"""Pieces a space. Up to the first sharing them out is best; up to the second it goes on from the better of its own
first loads and those of one space packed after the other; beyond, spaces are packed one at a time."""

_LOOKS = 3
"""Into so many parts the time is divided when spaces are packed anew, two or three at a time."""

_SHORTEST_S, _LONGEST_S = 0.03, 2.5


def never() -> bool:
    """For those who need an answer, whatever it takes."""
    return False


def begin(
    request: Request, enough: Callable[[Search], bool], clock: Clock, *, give_up: Callable[[], bool] = never
) -> Search:
    """A search with a first load of every space, of a request with at least one space and one piece.

    Args:
        enough: Whether a first answer leaves nothing to wish for; otherwise others are tried while there is time.
        give_up: Whether even a first answer is no longer wanted; what has no place by then waits.
    """
    density = _pieces_a_space(request)
    if density > _MANY or not can_be_shared(request):
        return _packed(request, clock, give_up)
    sharing = Sharing(request)
    for way in range(Sharing.WAYS):
        sharing.fill(way)
        if enough(sharing) or clock.over:
            break
    if density > _FEW and not enough(sharing) and not clock.over:
        packed = _packed(request, clock, give_up)
        if _worth(packed) < _worth(sharing):
            sharing.adopt(packed.loads())
    return sharing


def improve(search: Search, clock: Clock) -> bool:
    """Look for a place for what waits. Returns whether everything has one."""
    if isinstance(search, Sharing):
        return search.complete or clock.spend(search.improve)
    if clock.rounds is not None:
        return search.complete or any(search.improve(clock.look(0)) for _ in range(clock.rounds))
    look_s = min(max(clock.left_s / _LOOKS, _SHORTEST_S), _LONGEST_S)
    while not search.complete and not clock.over:
        search.improve(clock.at_most(look_s))
    return search.complete


def _packed(request: Request, clock: Clock, give_up: Callable[[], bool]) -> Repacking:
    """One space packed after the other, in half of the time."""
    repacking = Repacking(request)
    expected = min(len(request.spaces), 1 + volume_of(request.parcels) // _mean_mm3(request))
    repacking.fill(clock, share=1 / 2 / expected, give_up=give_up)
    return repacking


def _worth(search: Search) -> tuple[int, int]:
    return volume_of(search.waiting), search.used


def _pieces_a_space(request: Request) -> float:
    return len(request.items) / max(1.0, volume_of(request.parcels) / _mean_mm3(request))


def _mean_mm3(request: Request) -> int:
    return sum(space.volume_mm3 for space in request.spaces) // len(request.spaces)
