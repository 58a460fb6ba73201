"""What a search asks of the room that is left, be it free rectangles or free spaces."""

from __future__ import annotations

from logistics.packing.engine.jit import by_type, folded
from logistics.packing.engine.room.rectangles import (
    clear_rectangles,
    close_rectangle,
    copy_rectangles,
    nearest_rectangle,
    occupy_rectangles,
    rectangles_of,
    spot_on_rectangle,
)
from logistics.packing.engine.room.spaces import (
    clear_spaces,
    close_space,
    copy_spaces,
    nearest_space,
    occupy_spaces,
    spaces_of,
    spot_in_space,
)
from logistics.packing.engine.state import Rectangles, Spaces


@folded
def _yes(free: Spaces) -> bool:
    return True


@folded
def _no(free: Rectangles) -> bool:
    return False


overhanging = by_type(Spaces, _yes, _no)
"""Whether there may be room below tops, known when the kernel is compiled."""

clear = by_type(Spaces, clear_spaces, clear_rectangles)
"""The empty room."""

nearest = by_type(Spaces, nearest_space, nearest_rectangle)
"""The open place nearest to a corner of the room; -1 if none is open."""

spot_at = by_type(Spaces, spot_in_space, spot_on_rectangle)
"""The corner of a place into which a block may go."""

close = by_type(Spaces, close_space, close_rectangle)
"""Nothing can stand at a place, at least for now."""

occupy = by_type(Spaces, occupy_spaces, occupy_rectangles)
"""A block now takes a cuboid."""

copy_free = by_type(Spaces, copy_spaces, copy_rectangles)
"""Make the target equal to the source."""

free_of = by_type(Spaces, spaces_of, rectangles_of, counting=True)
"""The room of one state of a pool."""
