"""A lower bound on the number of equal bins."""

from __future__ import annotations

import math

import numpy as np

from logistics.packing.engine.jit import kernel
from logistics.packing.engine.problem import Whole


@kernel
def fewest_bins(pose_first: Whole, pose_size: Whole, size: Whole, steps: int) -> int:
    """No fewer bins of this size hold everything.

    A dual feasible function replaces a side by another such that sides that fit into a row still do. The volumes of
    the pieces, with their sides replaced, then still bound the number of bins, whichever function is taken along each
    axis (Fekete and Schepers 2004, arXiv:cs/0402044). Those here count long sides, or round sides near the
    whole length up and short ones away, as the bounds of Martello, Pisinger and Vigo (2000,
    doi:10.1287/opre.48.2.256.12386) do.

    pose_first: (n + 1,). pose_size: (P, 3); a piece counts with the pose that counts least. size: (3,).
    steps: Lengths at which sides are called short, from none to half.
    """
    functions = 6 + steps
    share = np.zeros((3, functions, len(pose_size)))
    for axis in range(3):
        whole = size[axis]
        for f in range(functions):
            short = (f - 5) * whole // (2 * steps)
            for pose in range(len(pose_size)):
                side = pose_size[pose, axis]
                value = side / whole
                if 1 <= f <= 5 and (f + 1) * side % whole != 0:
                    value = ((f + 1) * side // whole) / f
                if f > 5 and side > whole - short:
                    value = 1.0
                if f > 5 and side < short:
                    value = 0.0
                share[axis, f, pose] = value
    most = 0.0
    for f in range(functions):
        for g in range(functions):
            for h in range(functions):
                total = 0.0
                for piece in range(len(pose_first) - 1):
                    least = np.inf
                    for pose in range(pose_first[piece], pose_first[piece + 1]):
                        least = min(least, share[0, f, pose] * share[1, g, pose] * share[2, h, pose])
                    total += least
                most = max(most, total)
    # The shares add up to a hair more than they are.
    return math.ceil(most - 1e-9)
