"""What stands in which column of the tables of a load (see `state`)."""

from __future__ import annotations

X1, Y1, X2, Y2, LEVEL, OPEN = range(6)
"""Columns of a flat. OPEN is 0 once nothing that is left fits; a later top beside it may still join it."""

AX, AY, AZ, BX, BY, BZ, POSE, NX, NY, NZ = range(10)
"""Columns of a placed block: its corners, the pose of its pieces and how many stand along x, y and z."""

FLATS, BLOCKS, COLUMNS, LINKS, VOLUME, WEIGHT, PIECES, LOST = range(8)
"""Counters of a load: rows in use of each table, what is in it so far, and flats dropped for want of rows."""

SIZE_X, SIZE_Y, SIZE_Z, COUNT, KIND, OF_POSE, ALONG_X, ALONG_Y = range(8)
"""Columns of a block that may be placed: its size, its pieces, their kind and pose, how many along x and y."""

(
    TASTE_CONTACT,
    TASTE_LENGTH,
    TASTE_COUNT,
    TASTE_TOLERANCE,
    TASTE_FAR_X,
    TASTE_FAR_Y,
    TASTE_FAR_Z,
    TASTE_CORNERS,
    TASTE_GROUNDED,
    TASTE_WEAK,
    TASTE_DENSE,
) = range(11)
"""A taste is what one search prefers: powers a, b and g of the score (see `blocks`); the gap that counts as
touching, as a share of the room's side; the price of a mm from the corner of the room along each axis; corners
used (1, 2 at the bulkhead, 4, or 8 where bases may float); how much sooner goods for the floor and for later stops
come, and how much later weak and dense ones."""

FIXED_X, FIXED_Y, FIXED_Z = range(3)
FIXED_BLOCK = 3
"""Columns of what stands there from the start: its corner, then a block as above. Blocked room has KIND -1."""

LIMIT_WEIGHT, LIMIT_X, LIMIT_Y, LIMIT_MOST, LIMIT_FROM, LIMIT_PULL = range(6)
"""Columns of a limit on where weight lies (see `balance`)."""

MOMENT_WEIGHT, MOMENT_X, MOMENT_Y = range(3)
"""Columns of the sums over the pieces that remain on the way to a stop: weight, and weight times twice the
middle along x and y."""
