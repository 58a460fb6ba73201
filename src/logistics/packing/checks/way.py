"""Rules of the way in and out: the order of loading, a free path from the doors, and unloading by stops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from logistics.packing.checks.loaded import Loaded, Violation, bands, pairs, shared, violation, violation_of_all


def steps_count(load: Loaded) -> Iterator[Violation]:
    """Steps count 1, 2, 3, ..."""
    steps = [placed.load_step for placed in load.placements]
    if sorted(steps) != list(range(1, len(steps) + 1)):
        yield violation_of_all("load_order", f"Steps do not count from 1 to {len(steps)}", load)


def carriers_first(load: Loaded) -> Iterator[Violation]:
    """Nothing is loaded before what it stands on."""
    steps = [placed.load_step for placed in load.placements]
    for contact in load.contacts:
        if steps[contact.upper] < steps[contact.lower]:
            upper, lower = load.items[contact.upper], load.items[contact.lower]
            yield violation("load_order", "are loaded in the wrong order: the second carries the first", upper, lower)


def path_free(load: Loaded) -> Iterator[Violation]:
    """Each piece can be put in past those loaded before it.

    It comes from the doors along x, either at the height at which it will stand or lifted just over everything
    that stands between, and is then let down.
    """
    step = np.array([placed.load_step for placed in load.placements], dtype=np.int64)
    low, high = load.low, load.high
    height = high[:, 2] - low[:, 2]
    for rows in bands(len(step)):
        earlier = step[None, :] < step[rows, None]
        across = earlier & (shared(low, high, rows, 1) > 0)
        before = across & (low[None, :, 0] >= high[rows, None, 0])
        at_its_height = before & (shared(low, high, rows, 2) > 0)
        lifted = before & (high[None, :, 2] + height[rows, None] > load.space.height_mm)
        over_it = across & (shared(low, high, rows, 0) > 0) & (low[None, :, 2] >= high[rows, None, 2])
        shut = at_its_height.any(axis=1) & (lifted | over_it).any(axis=1)
        for row in np.nonzero(shut)[0].tolist():
            other = load.items[int(np.argmax(at_its_height[row]))]
            yield violation(
                "path_blocked",
                "are loaded in the wrong order: the second shuts the first out",
                load.items[rows.start + row],
                other,
            )


def stops_free(load: Loaded) -> Iterator[Violation]:
    """At its stop no piece has one of a later stop on top of it, or between it and the doors."""
    stop = np.array([item.stop for item in load.items], dtype=np.int64)
    low, high = load.low, load.high
    for rows in bands(len(stop)):
        later = stop[None, :] > stop[rows, None]
        x, y, z = (shared(low, high, rows, axis) > 0 for axis in range(3))
        shut_in = later & y & z & (low[None, :, 0] >= high[rows, None, 0])
        buried = later & x & y & (low[None, :, 2] >= high[rows, None, 2])
        for first, second in pairs(shut_in, rows):
            detail = f"leave in the wrong order: the second shuts the first in until stop {stop[second]}"
            yield violation("behind_later_stop", detail, load.items[first], load.items[second])
        for first, second in pairs(buried, rows):
            detail = f"leave in the wrong order: the second lies on the first until stop {stop[second]}"
            yield violation("under_later_stop", detail, load.items[first], load.items[second])
