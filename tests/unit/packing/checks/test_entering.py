"""Nothing is accepted that cannot be moved in: a search over all places of a piece is the second opinion."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.dock.body import Blocked
from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item, Placement
from tests.unit.packing.cases import a_crate, a_space, standing

ROOM = (5, 4, 4)

Size = tuple[int, int, int]
Box = tuple[Size, Size]


def can_enter(space: CargoSpace, there: list[Box], box: Box) -> bool:
    """Whether a piece can be moved from outside into its place, a unit at a time any way, without turning."""
    target, size = box
    left, right, sill, lintel = space.opening
    room = (space.length_mm, space.width_mm, space.height_mm)
    rooms = [((b.x_mm, b.y_mm, b.z_mm), (b.dx_mm, b.dy_mm, b.dz_mm)) for b in space.blocked]

    def free(at: Size) -> bool:
        if min(at) < 0 or at[1] + size[1] > room[1] or at[2] + size[2] > room[2]:
            return False
        through = left <= at[1] and at[1] + size[1] <= right and sill <= at[2] and at[2] + size[2] <= lintel
        if at[0] + size[0] > room[0] and not through:
            return False
        return not any(_meet(at, size, *other) for other in [*there, *rooms])

    def beside(at: Size) -> Iterator[Size]:
        for axis, step in product(range(3), (-1, 1)):
            moved = [*at]
            moved[axis] += step
            if moved[0] <= room[0]:
                yield moved[0], moved[1], moved[2]

    reached = {(room[0], y, z) for y in range(left, right) for z in range(sill, lintel) if free((room[0], y, z))}
    ahead = [*reached]
    while ahead:
        for at in beside(ahead.pop()):
            if at not in reached and free(at):
                reached.add(at)
                ahead.append(at)
    return target in reached


def _meet(at: Size, size: Size, other: Size, sides: Size) -> bool:
    return all(at[n] < other[n] + sides[n] and other[n] < at[n] + size[n] for n in range(3))


@st.composite
def entrances(draw: st.DrawFn) -> CargoSpace:
    """Rooms with a door of any size and place, and perhaps an arch, a portal or a unit on the roof."""
    blocked = draw(
        st.sampled_from(
            (
                (),
                (Blocked(x_mm=2, y_mm=0, dx_mm=2, dy_mm=1, dz_mm=2),),
                (Blocked(x_mm=2, y_mm=0, dx_mm=1, dy_mm=4, dz_mm=3),),
                (Blocked(x_mm=0, y_mm=0, z_mm=2, dx_mm=3, dy_mm=4, dz_mm=2),),
                (Blocked(x_mm=3, y_mm=3, z_mm=1, dx_mm=2, dy_mm=1, dz_mm=3),),
            )
        )
    )
    left, sill = draw(st.sampled_from((None, 0, 1))), draw(st.integers(0, 1))
    door = {"door_width_mm": draw(st.integers(1, 4)), "door_height_mm": draw(st.integers(1, 4))}
    return a_space(ROOM, blocked=blocked, door_left_mm=left, door_sill_mm=sill, **door)


@st.composite
def loads(draw: st.DrawFn) -> list[Box]:
    """Pieces apart from each other, in the order in which they are said to be loaded."""
    boxes: list[Box] = []
    for _ in range(draw(st.integers(1, 6))):
        sides = [draw(st.integers(1, 3)) for _ in range(3)]
        at = [draw(st.integers(0, room - side)) for room, side in zip(ROOM, sides, strict=True)]
        box = (at[0], at[1], at[2]), (sides[0], sides[1], sides[2])
        if not any(_meet(*box, *other) for other in boxes):
            boxes.append(box)
    return boxes


@settings(deadline=None, max_examples=400)
@given(space=entrances(), boxes=loads())
def test_what_the_checker_lets_in_can_be_moved_in(space: CargoSpace, boxes: list[Box]) -> None:
    there: list[Box] = []
    for box in boxes:
        if not check(space, *_as_load([*there, box]), min_support_share=0):
            assert can_enter(space, there, box)
            there.append(box)


@settings(deadline=None, max_examples=400)
@given(space=entrances().map(lambda space: replace(space, blocked=())), boxes=loads())
def test_a_piece_that_is_alone_is_let_in_wherever_it_passes_the_door(space: CargoSpace, boxes: list[Box]) -> None:
    items, placements = _as_load(boxes[:1])
    assert (check(space, items, placements, min_support_share=0) == []) == can_enter(space, [], boxes[0])


def _as_load(boxes: list[Box]) -> tuple[list[Item], list[Placement]]:
    items = [a_crate(f"{number}", size=size) for number, (_, size) in enumerate(boxes)]
    placed = [standing(item, at, step=n) for n, (item, (at, _)) in enumerate(zip(items, boxes, strict=True), 1)]
    return items, placed


CUBE = (1000, 1000, 1000)


def codes(space: CargoSpace, *corners: Size, size: Size = CUBE, stops: tuple[int, ...] = ()) -> set[str]:
    """What is wrong with cubes of a metre, loaded in this order."""
    items = [a_crate(f"{n}", size=size, stop=stops[n] if stops else 1) for n in range(len(corners))]
    placed = [standing(item, at, step=n) for n, (item, at) in enumerate(zip(items, corners, strict=True), 1)]
    return {violation.code for violation in check(space, items, placed)}


def test_a_second_cube_cannot_be_put_on_the_first_behind_a_low_door() -> None:
    low = a_space((1000, 1000, 2000), door_height_mm=1000)
    assert codes(low, (0, 0, 0)) == set()
    assert codes(low, (0, 0, 0), (0, 0, 1000)) == {"path_blocked"}
    assert codes(a_space((1000, 1000, 2000)), (0, 0, 0), (0, 0, 1000)) == set()


@pytest.mark.parametrize(("length", "broken"), [(1999, {"path_blocked"}), (2000, set())])
def test_a_cube_is_lifted_onto_another_where_there_is_room_of_its_length_to_rise(
    length: int, broken: set[str]
) -> None:
    low = a_space((length, 1000, 2000), door_height_mm=1000)
    assert codes(low, (0, 0, 0), (0, 0, 1000)) == broken


def test_the_room_to_rise_must_not_be_taken_before() -> None:
    low = a_space((2000, 1000, 2000), door_height_mm=1000)
    assert codes(low, (0, 0, 0), (0, 0, 1000), (1000, 0, 0)) == set()
    assert codes(low, (0, 0, 0), (1000, 0, 0), (0, 0, 1000)) == {"path_blocked"}


def test_two_cubes_do_not_stand_side_by_side_behind_a_door_in_the_middle_that_is_as_wide_as_one() -> None:
    narrow = a_space((1000, 2000, 1000), door_width_mm=1000)
    assert codes(narrow, (0, 0, 0)) == set()
    assert codes(narrow, (0, 0, 0), (0, 1000, 0)) == {"path_blocked"}
    at_the_wall = a_space((1000, 2000, 1000), door_width_mm=1000, door_left_mm=1000)
    assert codes(at_the_wall, (0, 0, 0), (0, 1000, 0)) == set()
    assert codes(at_the_wall, (0, 1000, 0), (0, 0, 0)) == {"path_blocked"}


def test_a_wall_right_across_shuts_everything_out_behind_it() -> None:
    wall = Blocked(x_mm=1000, y_mm=0, dx_mm=100, dy_mm=1000, dz_mm=1000)
    assert codes(a_space((2100, 1000, 1000), blocked=(wall,)), (1100, 0, 0)) == set()
    assert codes(a_space((2100, 1000, 1000), blocked=(wall,)), (0, 0, 0)) == {"path_blocked"}
    assert codes(a_space((2100, 1000, 2000), blocked=(wall,)), (0, 0, 0)) == set()


def test_a_piece_behind_a_wheel_arch_comes_in_beside_it_and_is_moved_to_the_wall() -> None:
    arch = Blocked(x_mm=1000, y_mm=0, dx_mm=500, dy_mm=200, dz_mm=300)
    space = a_space((2000, 2000, 1000), blocked=(arch,))
    assert codes(space, (0, 0, 0), (0, 1000, 0)) == set()
    assert codes(space, (0, 1000, 0), (0, 0, 0)) == {"path_blocked"}


def test_at_its_stop_a_piece_has_room_to_come_down_to_the_door() -> None:
    low = a_space((2000, 1000, 2000), door_height_mm=1000)
    below_and_above = (0, 0, 0), (0, 0, 1000), (1000, 0, 0)
    assert codes(low, *below_and_above, stops=(2, 2, 1)) == set()
    assert "behind_later_stop" in codes(low, *below_and_above, stops=(2, 1, 2))


def test_the_door_lies_in_the_middle_at_the_floor_unless_it_is_said() -> None:
    assert a_space(door_width_mm=301, door_height_mm=500).opening == (249, 550, 0, 500)
    assert a_space(door_width_mm=9_000, door_height_mm=9_000).is_open
    assert a_space(door_left_mm=100, door_sill_mm=50).opening == (100, 800, 50, 600)
    with pytest.raises(ValueError, match="door"):
        a_space(door_left_mm=800)
    with pytest.raises(ValueError, match="door"):
        a_space(door_sill_mm=600)
