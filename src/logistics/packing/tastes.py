"""Random parameter sets of the search: many narrow searches that differ beat one wide one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from logistics.packing.engine.blocks import CONTACT, CORNERS, COUNT, FAR_X, FAR_Y, FAR_Z, LENGTH, TOLERANCE

Real = NDArray[np.float64]


def tastes(random: np.random.Generator) -> Iterator[Real]:
    """Endlessly many tastes; the first one fills from the bulkhead and suits most loads."""
    yield _taste(contact=3.7, length=2.7, count=0.4, tolerance=0.014, far=(1.0, 1.0, 1.0), corners=2)
    while True:
        far = random.choice(_ORDERS)
        yield _taste(
            contact=random.uniform(1.0, 5.0),
            length=random.uniform(1.0, 5.0),
            count=random.uniform(0.0, 0.7),
            tolerance=random.uniform(0.0, 0.04),
            far=(far[0], far[1], far[2]),
            corners=int(random.choice((1, 2, 4))),
        )


_ORDERS = ((1.0, 1.0, 1.0), (3.0, 1.0, 1.0), (1.0, 0.3, 3.0), (10.0, 1.0, 1.0))
"""Prices of a mm along x, y and z: level on all sides, in walls, in layers, in strict walls."""


def _taste(
    *, contact: float, length: float, count: float, tolerance: float, far: tuple[float, float, float], corners: int
) -> Real:
    taste = np.zeros(8)
    taste[[CONTACT, LENGTH, COUNT, TOLERANCE, CORNERS]] = contact, length, count, tolerance, corners
    taste[[FAR_X, FAR_Y, FAR_Z]] = far
    return taste
