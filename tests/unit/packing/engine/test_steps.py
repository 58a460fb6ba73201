from itertools import permutations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logistics.packing.arrays.problem import entrance_of
from logistics.packing.check import check
from logistics.packing.engine.loading.steps import load_order
from logistics.packing.model import CargoSpace, Item, Placement
from tests.unit.packing.cases import a_crate, a_space

ROOM = (5, 4, 3)

OPEN = a_space(ROOM)

DOORS = (
    OPEN,
    a_space(ROOM, door_height_mm=2),
    a_space(ROOM, door_width_mm=3),
    a_space(ROOM, door_width_mm=2, door_left_mm=0, door_height_mm=2, door_sill_mm=1),
)

Box = tuple[tuple[int, int, int], tuple[int, int, int]]


@st.composite
def towers(draw: st.DrawFn) -> list[Box]:
    """Boxes let down one after the other onto what is there; only those that are fully supported stay."""
    tops = np.zeros(ROOM[:2], np.int64)
    boxes: list[Box] = []
    for _ in range(draw(st.integers(2, 5))):
        dx, dy, dz = (draw(st.integers(1, 3)) for _ in range(3))
        x, y = draw(st.integers(0, ROOM[0] - 1)), draw(st.integers(0, ROOM[1] - 1))
        under = tops[x : x + dx, y : y + dy]
        if under.shape == (dx, dy) and len(set(under.flat)) == 1 and under[0, 0] + dz <= ROOM[2]:
            boxes.append(((x, y, int(under[0, 0])), (dx, dy, dz)))
            tops[x : x + dx, y : y + dy] += dz
    return boxes


def judged(boxes: list[Box], order: tuple[int, ...], space: CargoSpace = OPEN) -> bool:
    """Whether the checker lets the boxes be loaded in this order."""
    items, placements = list[Item](), list[Placement]()
    for step, row in enumerate(order, start=1):
        (x, y, z), (dx, dy, dz) = boxes[row]
        items.append(a_crate(f"{row}", size=(dx, dy, dz)))
        placements.append(
            Placement(item_id=f"{row}", x_mm=x, y_mm=y, z_mm=z, dx_mm=dx, dy_mm=dy, dz_mm=dz, load_step=step)
        )
    return check(space, items, placements) == []


@settings(deadline=None, max_examples=150)
@given(boxes=towers(), space=st.sampled_from(DOORS))
def test_an_order_is_found_whenever_there_is_one(boxes: list[Box], space: CargoSpace) -> None:
    assume(boxes)
    assume(all(space.passes_door(size) for _, size in boxes))
    low = np.array([corner for corner, _ in boxes], dtype=np.int64)
    high = low + np.array([size for _, size in boxes], dtype=np.int64)
    found = tuple(load_order(low, high, np.ones(len(boxes), np.int64), entrance_of(space), 0, False).tolist())
    assert judged(boxes, found, space) == any(
        judged(boxes, order, space) for order in permutations(range(len(boxes)))
    )


def test_later_stops_go_in_first_and_pinned_rows_before_everything() -> None:
    low = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0]], dtype=np.int64)
    stop = np.array([1, 1, 2], dtype=np.int64)
    entrance = entrance_of(a_space((9, 9, 9)))
    assert load_order(low, low + 1, stop, entrance, 0, False).tolist() == [2, 0, 1]
    assert load_order(low, low + 1, stop, entrance, 1, False).tolist() == [0, 2, 1]
