"""The blocks that may be placed: grids of like pieces in one pose."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine import columns as at
from logistics.packing.engine.jit import inner, kernel
from logistics.packing.engine.state import Load, Problem, Real, Scratch, Whole

FINE = 12
"""Counts along an axis are taken one by one up to here, when there are too many blocks for all counts."""


@kernel
def list_blocks(room: Whole, pose_kind: Whole, pose_size: Whole, quantity: Whole, layers: Whole, most: int) -> Whole:
    """Every grid that room, stock and layers allow; with more than so many, only grids of round counts.

    Returns:
        (B, 8) rows as named in `columns`.
    """
    total = fill_blocks(room, pose_kind, pose_size, quantity, layers, False, np.empty((0, 8), np.int64))
    coarse = total > most
    if coarse:
        total = fill_blocks(room, pose_kind, pose_size, quantity, layers, True, np.empty((0, 8), np.int64))
    blocks = np.empty((total, 8), np.int64)
    fill_blocks(room, pose_kind, pose_size, quantity, layers, coarse, blocks)
    return blocks


@inner
def next_count(n: int, most: int, coarse: bool) -> int:
    """The next count along an axis; the last one is always the most that goes."""
    step = n // FINE if coarse and n > FINE else 1
    return n + 1 if n >= most else min(n + step, most)


@inner
def fill_blocks(
    room: Whole, pose_kind: Whole, pose_size: Whole, quantity: Whole, layers: Whole, coarse: bool, blocks: Whole
) -> int:
    """Write the blocks while the table has rows; returns how many there are."""
    row = 0
    for pose in range(len(pose_kind)):
        kind = pose_kind[pose]
        dx, dy, dz = pose_size[pose, 0], pose_size[pose, 1], pose_size[pose, 2]
        most_x = min(quantity[kind], room[0] // dx)
        nx = 1
        while nx <= most_x:
            most_y = min(quantity[kind] // nx, room[1] // dy)
            ny = 1
            while ny <= most_y:
                most_z = min(quantity[kind] // (nx * ny), room[2] // dz, layers[kind])
                nz = 1
                while nz <= most_z:
                    if row < len(blocks):
                        blocks[row, at.SIZE_X], blocks[row, at.SIZE_Y], blocks[row, at.SIZE_Z] = (
                            nx * dx,
                            ny * dy,
                            nz * dz,
                        )
                        blocks[row, at.COUNT], blocks[row, at.KIND], blocks[row, at.OF_POSE] = (
                            nx * ny * nz,
                            kind,
                            pose,
                        )
                        blocks[row, at.ALONG_X], blocks[row, at.ALONG_Y] = nx, ny
                    row += 1
                    nz = next_count(nz, most_z, coarse)
                ny = next_count(ny, most_y, coarse)
            nx = next_count(nx, most_x, coarse)
    return row


@inner
def rank_blocks(problem: Problem, taste: Real, scratch: Scratch) -> None:
    """Sort the blocks by what of their score does not depend on where they go, highest first."""
    blocks = problem.blocks
    bases = np.empty(len(blocks))
    for i in range(len(blocks)):
        kind = blocks[i, at.KIND]
        bases[i] = (
            problem.log_volume[kind]
            + (1.0 - taste[at.TASTE_COUNT]) * problem.log[blocks[i, at.COUNT]]
            + taste[at.TASTE_GROUNDED] * (problem.grounded[kind] + problem.eager[kind])
            - taste[at.TASTE_WEAK] * problem.weakness[kind]
            - taste[at.TASTE_DENSE] * problem.log_density[kind]
        )
    order = np.argsort(-bases)
    for i in range(len(order)):
        scratch.bases[i] = bases[order[i]]
        for c in range(8):
            scratch.ranked[i, c] = blocks[order[i], c]


@inner
def keep_possible(load: Load, scratch: Scratch, start: bool) -> None:
    """List the ranked blocks for which there are pieces left; the list only shrinks, unless it is a new start."""
    # Arrays of a tuple are taken out once: each time costs a count of references.
    ranked, possible, stock = scratch.ranked, scratch.possible, load.stock
    size_x, size_y, size_z = scratch.size_x, scratch.size_y, scratch.size_z
    n = len(ranked) if start else scratch.possible_count[0]
    kept = 0
    for i in range(n):
        block = i if start else possible[i]
        if ranked[block, at.COUNT] <= stock[ranked[block, at.KIND]]:
            possible[kept] = block
            size_x[kept] = ranked[block, at.SIZE_X]
            size_y[kept] = ranked[block, at.SIZE_Y]
            size_z[kept] = ranked[block, at.SIZE_Z]
            kept += 1
    scratch.possible_count[0] = kept


@inner
def keep_fitting(scratch: Scratch, lx: int, ly: int, lz: int) -> int:
    """List the possible blocks that fit room of this size, in the order of their ranks; returns how many."""
    most_x, most_y, most_z = np.int32(lx), np.int32(ly), np.int32(lz)
    size_x, size_y, size_z, fits = scratch.size_x, scratch.size_y, scratch.size_z, scratch.fits
    possible, fitting = scratch.possible, scratch.fitting
    n = scratch.possible_count[0]
    # Two plain loops: the first is done eight blocks at a time by vector instructions, the second has no branch.
    for i in range(n):
        fits[i] = (size_x[i] <= most_x) & (size_y[i] <= most_y) & (size_z[i] <= most_z)
    kept = 0
    for i in range(n):
        fitting[kept] = possible[i]
        kept += fits[i]
    return kept
