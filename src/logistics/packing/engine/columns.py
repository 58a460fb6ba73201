"""What stands in which column of the tables of a load (see `state`)."""

from __future__ import annotations

X1, Y1, X2, Y2, LEVEL, OPEN = range(6)
"""Columns of a flat. OPEN is 0 once nothing that is left fits; a later top beside it may still join it."""

AX, AY, AZ, BX, BY, BZ, POSE, NX, NY, NZ = range(10)
"""Columns of a placed block: its corners, the pose of its pieces and how many stand along x, y and z."""

FLATS, BLOCKS, COLUMNS, LINKS, VOLUME, WEIGHT, PIECES, LOST = range(8)
"""Counters of a load: rows in use of each table, what is in it so far, and flats dropped for want of rows."""
