"""Minimum number of equal bins: classes 1 to 8 of Martello, Pisinger and Vigo, and how many bins are needed at least.

S. Martello, D. Pisinger, D. Vigo, *The three-dimensional bin packing problem*, Operations Research 48 (2000),
256-267; classes 6 to 8 follow J. O. Berkey and P. Y. Wang (1987). Pieces may not be turned. Draws are those of the
authors' program (the 48-bit congruential generator of `lrand48`, seeded by problem + pieces), so figures compare with
the literature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Size = tuple[int, int, int]

CLASSES = range(1, 9)
BIN_SIDE = {6: 10, 7: 40} | dict.fromkeys((1, 2, 3, 4, 5, 8), 100)
LONGEST = {6: 10, 7: 35, 8: 100}
"""Classes 6 to 8: every side is drawn from 1 to this."""


def equal_bins(kind: int, pieces: int, number: int) -> dict[str, Any]:
    """Problem `number`, from 1, of a class: every piece an item of its own, as many bins as needed."""
    side = BIN_SIDE[kind]
    draw = _draws(number + pieces)
    return {
        "name": f"MPV{kind}-{pieces}-{number:02d}",
        "seed": number + pieces,
        "unit": "-",
        "max_containers": None,
        "container": {"length": side, "width": side, "height": side, "max_weight": None},
        "items": [
            {"id": str(piece), "length": x, "width": y, "height": z, "weight": 0, "quantity": 1, "rotations": ["LWH"]}
            for piece, (x, y, z) in enumerate((_size(kind, side, draw) for _ in range(pieces)), start=1)
        ],
    }


def _draws(seed: int) -> Callable[[int, int], int]:
    """Whole numbers from a low to a high one, both included."""
    state = seed << 16 | 0x330E

    def draw(low: int, high: int) -> int:
        nonlocal state
        state = (state * 0x5DEECE66D + 0xB) % 2**48
        return low + (state >> 17) % (high - low + 1)

    return draw


def _size(kind: int, side: int, draw: Callable[[int, int], int]) -> Size:
    """Six in ten pieces of classes 1 to 5 have the shape of their class, one in ten each of the other four."""
    if kind in LONGEST:
        return draw(1, LONGEST[kind]), draw(1, LONGEST[kind]), draw(1, LONGEST[kind])
    lot = draw(1, 10)
    short, long, half = (1, side // 2), (2 * side // 3, side), (side // 2, side)
    x, y, z = {
        1: (short, long, long),
        2: (long, short, long),
        3: (long, long, short),
        4: (half, half, half),
        5: (short, short, short),
    }[lot if lot <= 5 else kind]
    return draw(*x), draw(*y), draw(*z)


def least_bins(problem: dict[str, Any]) -> int:
    """No packing without turning uses fewer bins: the bound L2 of the paper, the best of the three directions.

    It is at least the bound by volume, and the number of pieces over half as long as the bin in all directions.
    """
    box = problem["container"]
    room = (box["length"], box["width"], box["height"])
    sizes = [
        (item["length"], item["width"], item["height"])
        for item in problem["items"]
        for _ in range(item.get("quantity", 1))
    ]
    turns = ((0, 1, 2), (0, 2, 1), (1, 2, 0))
    return max(_bound([_turned(size, turn) for size in sizes], _turned(room, turn)) for turn in turns)


def _bound(sizes: list[Size], room: Size) -> int:
    """L2: pieces beside which nothing of at least p x q fits take whole slices of a bin, the others their volume."""
    width, height, depth = room
    slices = _slice_bound([d for w, h, d in sizes if 2 * w > width and 2 * h > height], depth)
    best = max(slices, ceil_div(sum(w * h * d for w, h, d in sizes), width * height * depth))
    for p in _thresholds((w for w, _, _ in sizes), width):
        for q in _thresholds((h for _, h, _ in sizes), height):
            shadowing = sum(d for w, h, d in sizes if w > width - p and h > height - q)
            others = sum(
                w * h * d for w, h, d in sizes if w >= p and h >= q and not (w > width - p and h > height - q)
            )
            free = (depth * slices - shadowing) * width * height
            best = max(best, slices + max(0, ceil_div(others - free, width * height * depth)))
    return best


def _slice_bound(lengths: list[int], depth: int) -> int:
    """L1: pieces of which no two fit side by side stand behind each other only, which is packing their lengths."""
    best = 0
    for p in _thresholds(lengths, depth):
        large = [length for length in lengths if depth - p >= length > depth / 2]
        small = [length for length in lengths if depth / 2 >= length >= p]
        by_length = ceil_div(sum(small) - sum(depth - length for length in large), depth)
        by_count = ceil_div(len(small) - sum((depth - length) // p for length in large), depth // p)
        best = max(best, by_length, by_count)
    return sum(2 * length > depth for length in lengths) + max(0, best)


def _thresholds(sides: Iterator[int] | list[int], room: int) -> list[int]:
    """Between these the bounds do not change for the better."""
    return sorted({1, *(side for side in sides if 2 * side <= room)})


def ceil_div(dividend: int, divisor: int) -> int:
    """Rounded up."""
    return -(-dividend // divisor)


def _turned(size: Size, turn: tuple[int, int, int]) -> Size:
    return size[turn[0]], size[turn[1]], size[turn[2]]
