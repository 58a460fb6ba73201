"""What stands in the room from the start: blocked room, such as wheel arches, and pinned pieces."""

from __future__ import annotations

from logistics.packing.engine import columns as at
from logistics.packing.engine.flats import add_top, cover
from logistics.packing.engine.jit import folded
from logistics.packing.engine.loads import add_columns
from logistics.packing.engine.rules import record
from logistics.packing.engine.state import Load, Problem, Real, Scratch


@folded
def set_fixed(problem: Problem, taste: Real, load: Load, scratch: Scratch) -> None:
    """Put everything fixed into a load that is empty otherwise. It counts as weight, not as volume or pieces."""
    load.moments[:] = 0
    for n in range(len(problem.fixed)):
        x, y, z = problem.fixed[n, at.FIXED_X], problem.fixed[n, at.FIXED_Y], problem.fixed[n, at.FIXED_Z]
        block = problem.fixed[n, at.FIXED_BLOCK :]
        kind = block[at.KIND]
        x2, y2, top = x + block[at.SIZE_X], y + block[at.SIZE_Y], z + block[at.SIZE_Z]
        row = load.blocks[n]
        row[at.AX], row[at.AY], row[at.AZ] = x, y, z
        row[at.BX], row[at.BY], row[at.BZ] = x2, y2, top
        row[at.POSE], row[at.NX], row[at.NY], row[at.NZ] = block[at.OF_POSE], 1, 1, 1
        load.tally[at.BLOCKS] = n + 1
        if kind >= 0:
            load.tally[at.WEIGHT] += problem.weight[kind]
            if problem.limited:
                add_columns(problem, load, block, x, y, z, scratch.extra)
            record(problem, load, n, kind, 1)
        cover(problem.room, taste, load, scratch, x, y, x2, y2, z)
        if top < problem.room[2] and (kind < 0 or problem.bare[kind] == 0):
            add_top(problem.room, taste, load, scratch, x, y, x2, y2, top)
