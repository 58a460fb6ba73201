"""What stands in which column of the tables of the engine: an enumeration each, as long as a row is wide."""

from __future__ import annotations

from enum import IntEnum


class Rectangle(IntEnum):
    """A free rectangle."""

    X1 = 0
    Y1 = 1
    X2 = 2
    Y2 = 3
    LEVEL = 4
    CORNER = 5
    """The one nearest to a corner of the room: bit 1 is the door end, bit 0 the far side."""


class Remnant(IntEnum):
    """What is left of a free rectangle that a block covers in part: its corners, and 1 if nothing that is left
    fits."""

    X1 = 0
    Y1 = 1
    X2 = 2
    Y2 = 3
    CLOSED = 4


class Cuboid(IntEnum):
    """A free space, or any other cuboid, by its corners; also the sides of one, each bounded by that coordinate."""

    X1 = 0
    Y1 = 1
    Z1 = 2
    X2 = 3
    Y2 = 4
    Z2 = 5


class Face(IntEnum):
    """A rectangle in the plane of one side of a free space, along the two other axes in their order."""

    A1 = 0
    A2 = 1
    B1 = 2
    B2 = 3


class Free(IntEnum):
    """Counters of a table of free room: rows in use, and rows lost because it was full."""

    ROWS = 0
    LOST = 1


class Placed(IntEnum):
    """A placed block: its corners, the pose of its pieces (-1: blocked room) and how many stand along x, y and z."""

    AX = 0
    AY = 1
    AZ = 2
    BX = 3
    BY = 4
    BZ = 5
    POSE = 6
    NX = 7
    NY = 8
    NZ = 9


class Tally(IntEnum):
    """Counters of a load: placed blocks, and what is in it so far."""

    BLOCKS = 0
    VOLUME = 1
    WEIGHT = 2
    PIECES = 3


class Block(IntEnum):
    """A block that may be placed: its size, its pieces, their kind and pose, how many along x and y."""

    SIZE_X = 0
    SIZE_Y = 1
    SIZE_Z = 2
    COUNT = 3
    KIND = 4
    POSE = 5
    ALONG_X = 6
    ALONG_Y = 7


class Fixed(IntEnum):
    """What stands there from the start: its corner, then a block as above. Blocked room has kind and pose -1."""

    X = 0
    Y = 1
    Z = 2
    BLOCK = 3


class Parameter(IntEnum):
    """A parameter set of a search: powers a, b and g of the score (see `choice`), and what else one search
    prefers."""

    CONTACT = 0
    LENGTH = 1
    COUNT = 2
    TOLERANCE = 3
    """The gap that counts as touching, as a share of the room's side."""
    FAR_X = 4
    FAR_Y = 5
    FAR_Z = 6
    """The price of a mm from the corner of the room along each axis."""
    CORNERS = 7
    """Corners used: 1, 2 at the bulkhead, 4, or 8 where bases may float."""
    GROUNDED = 8
    """How much sooner goods for the floor and for later stops come."""
    WEAK = 9
    DENSE = 10
    """How much later goods come that bear little or nothing, and dense ones."""


class Limit(IntEnum):
    """A limit on where weight lies (see `balance`)."""

    WEIGHT = 0
    X = 1
    Y = 2
    MOST = 3
    FROM = 4
    PULL = 5


class Moment(IntEnum):
    """Sums over the pieces that remain on the way to a stop: weight, and weight times twice the middle along x and
    y."""

    WEIGHT = 0
    X = 1
    Y = 2


class Stack(IntEnum):
    """Like pieces on each other, one stack for each piece of a block's base, by its corners."""

    X1 = 0
    Y1 = 1
    Z1 = 2
    X2 = 3
    Y2 = 4
    Z2 = 5


class Burden(IntEnum):
    """Weights of a stack in g: its own, what rests on it, and the most that may; and for each mm² of its top."""

    WEIGHT = 0
    ON_TOP = 1
    MOST = 2
    PRESSURE = 3


class Bond(IntEnum):
    """That one stack rests on another, and the area of their contact."""

    UPPER = 0
    LOWER = 1
    AREA = 2


class Stacked(IntEnum):
    """Counters of the stacks of a load: stacks, and bonds between them."""

    STACKS = 0
    BONDS = 1


class Candidate(IntEnum):
    """A state for the next beam: what its completion is worth, its parent, and the block put into that."""

    VALUE = 0
    PARENT = 1
    BLOCK = 2


class Part(IntEnum):
    """Parts of a load that are taken out: what was placed last, what is at the doors (or at the bulkhead), what
    stands in a part of the floor, what is high up in a part of the length."""

    LAST = 0
    DOOR_SIDE = 1
    FLOOR = 2
    UPPER = 3
