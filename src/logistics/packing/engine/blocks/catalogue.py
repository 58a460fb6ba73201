"""The blocks that may be placed: grids of like pieces in one pose."""

from __future__ import annotations

import numpy as np

from logistics.packing.engine.columns import Block, Parameter
from logistics.packing.engine.jit import folded, inner, kernel, lean, unsigned
from logistics.packing.engine.problem import Problem, Real, Whole
from logistics.packing.engine.state import CHUNK, STEPS, TOO_LONG, Scratch

_WIDTH = len(Block)

FINE = 12
"""Counts along an axis are taken one by one up to here, when there are too many blocks for all counts."""


@kernel
def list_blocks(room: Whole, pose_kind: Whole, pose_size: Whole, quantity: Whole, layers: Whole, most: int) -> Whole:
    """Every grid that room, stock and layers allow; with more than so many, only grids of round counts.

    Returns:
        (B, Block)
    """
    total = fill_blocks(room, pose_kind, pose_size, quantity, layers, False, np.empty((0, _WIDTH), np.int64))
    coarse = total > most
    if coarse:
        total = fill_blocks(room, pose_kind, pose_size, quantity, layers, True, np.empty((0, _WIDTH), np.int64))
    blocks = np.empty((total, _WIDTH), np.int64)
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
                        blocks[row, Block.SIZE_X], blocks[row, Block.SIZE_Y], blocks[row, Block.SIZE_Z] = (
                            nx * dx,
                            ny * dy,
                            nz * dz,
                        )
                        blocks[row, Block.COUNT], blocks[row, Block.KIND], blocks[row, Block.POSE] = (
                            nx * ny * nz,
                            kind,
                            pose,
                        )
                        blocks[row, Block.ALONG_X], blocks[row, Block.ALONG_Y] = nx, ny
                    row += 1
                    nz = next_count(nz, most_z, coarse)
                ny = next_count(ny, most_y, coarse)
            nx = next_count(nx, most_x, coarse)
    return row


@inner
def rank_blocks(problem: Problem, parameters: Real, scratch: Scratch) -> None:
    """Sort the blocks by what of their score does not depend on where they go, highest first."""
    blocks = problem.blocks
    bases = np.empty(len(blocks))
    scratch.excess[0] = 0.0
    for i in range(len(blocks)):
        kind = blocks[i, Block.KIND]
        liking = (
            parameters[Parameter.GROUNDED] * (problem.grounded[kind] + problem.preference[kind])
            - parameters[Parameter.WEAK] * problem.weakness[kind]
            - parameters[Parameter.DENSE] * problem.log_density[kind]
        )
        scratch.excess[0] = max(scratch.excess[0], liking)
        bases[i] = (
            problem.log_volume[kind]
            + (1.0 - parameters[Parameter.COUNT]) * problem.log[blocks[i, Block.COUNT]]
            + liking
        )
    order = np.argsort(-bases)
    rank = np.empty(len(blocks), np.int32)
    for i in range(len(order)):
        row = order[i]
        rank[row] = i
        scratch.bases[i] = bases[row]
        for c in range(blocks.shape[1]):
            scratch.ranked[i, c] = blocks[row, c]
        scratch.size_x[i] = blocks[row, Block.SIZE_X]
        scratch.size_y[i] = blocks[row, Block.SIZE_Y]
        scratch.size_z[i] = blocks[row, Block.SIZE_Z]
    for j in range(len(blocks)):
        scratch.ranks[j] = rank[problem.kind_blocks[j]]
    scratch.touch[0] = -np.inf
    for step in range(1, STEPS + 1):
        scratch.touch[step] = parameters[Parameter.CONTACT] * np.log(step / STEPS)


@lean
def list_alive(problem: Problem, stock: Whole, scratch: Scratch) -> None:
    """Mark the ranked blocks for which there are pieces in stock."""
    alive, ranks, counts = scratch.alive, scratch.ranks, problem.kind_counts
    for kind in range(len(stock)):
        first, last, left = problem.kind_first[kind], problem.kind_first[kind + 1], stock[kind]
        spent = first
        while spent < last and counts[spent] > left:
            alive[unsigned(ranks[spent])] = 0
            spent += 1
        for j in range(spent, last):
            alive[unsigned(ranks[j])] = 1
        scratch.spent[kind] = spent
        show_poses(problem, scratch, kind, left > 0)


@folded
def retire(problem: Problem, scratch: Scratch, kind: int, left: int) -> None:
    """Unmark the blocks of a kind for which so many pieces are too few."""
    j, last = scratch.spent[kind], problem.kind_first[kind + 1]
    while j < last and problem.kind_counts[j] > left:
        scratch.alive[unsigned(scratch.ranks[j])] = 0
        j += 1
    scratch.spent[kind] = j
    if left == 0:
        show_poses(problem, scratch, kind, False)


@folded
def show_poses(problem: Problem, scratch: Scratch, kind: int, shown: bool) -> None:
    """Let the poses of a kind be found by `any_fits`, or not."""
    for pose in range(problem.first_pose[kind], problem.first_pose[kind + 1]):
        scratch.pose_x[pose] = problem.pose_size[pose, 0] if shown else TOO_LONG


@folded
def any_fits(scratch: Scratch, lx: int, ly: int, lz: int) -> bool:
    """Whether a single piece that is left fits room of this size. Most places hold nothing, so this is asked
    first."""
    most_x, most_y, most_z = np.int32(lx), np.int32(ly), np.int32(lz)
    pose_x, pose_y, pose_z = scratch.pose_x, scratch.pose_y, scratch.pose_z
    found = 0
    for i in range(len(pose_x)):
        found |= (pose_x[i] <= most_x) & (pose_y[i] <= most_y) & (pose_z[i] <= most_z)
    return found != 0


@folded
def first_possible(scratch: Scratch, most: float) -> int:
    """Where the chunk of the first ranked block starts whose base is not above the logarithm of the room it needs."""
    bases, low, high = scratch.bases, 0, len(scratch.ranked)
    while low < high:
        middle = (low + high) // 2
        if bases[middle] > most:
            low = middle + 1
        else:
            high = middle
    return low // CHUNK * CHUNK


@folded
def mark_fitting(scratch: Scratch, chunk: int, lx: int, ly: int, lz: int) -> None:
    """Mark which blocks of a chunk are alive and fit room of this size: a plain loop, done by vector instructions."""
    most_x, most_y, most_z = np.int32(lx), np.int32(ly), np.int32(lz)
    # Counted from 0: an index that might be negative would keep the compiler from using vectors.
    end = chunk + CHUNK
    size_x, size_y, size_z = scratch.size_x[chunk:end], scratch.size_y[chunk:end], scratch.size_z[chunk:end]
    alive, fits = scratch.alive[chunk:end], scratch.fits[chunk:end]
    for i in range(CHUNK):
        fits[i] = alive[i] & (size_x[i] <= most_x) & (size_y[i] <= most_y) & (size_z[i] <= most_z)
