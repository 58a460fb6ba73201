from logistics.dock.body import Blocked
from logistics.packing.instructions import instructions
from tests.unit.packing.cases import a_crate, a_space, standing


def test_steps_are_sentences_that_say_how_and_where() -> None:
    items = [a_crate("123-1-1"), a_crate("123-1-2"), a_crate("123-2-1", size=(400, 600, 100)), a_crate("123-2-2")]
    placements = [
        standing(items[0]),
        standing(items[1], (0, 300, 0), step=2),
        standing(items[2], (0, 0, 200), step=3),
        standing(items[3], (700, 400, 0), step=4, dx_mm=300, dy_mm=400),
    ]
    assert instructions(a_space(), items, placements) == [
        "step 1: 123-1-1, upright, at the bulkhead, right wall, on the floor",
        "step 2: 123-1-2, upright, at the bulkhead, 300 mm from the right wall, on the floor",
        "step 3: 123-2-1, upright, at the bulkhead, right wall, on steps 1 and 2",
        "step 4: 123-2-2, upright, turned, 700 mm from the bulkhead, left wall, on the floor",
    ]


def test_pieces_on_their_side_and_on_wheel_arches_are_told() -> None:
    arch = Blocked(x_mm=0, y_mm=0, dx_mm=400, dy_mm=200, dz_mm=100)
    crate = a_crate("1", size=(400, 300, 200))
    side = standing(crate, (0, 0, 100), dy_mm=200, dz_mm=300)
    end = standing(crate, (0, 0, 100), dx_mm=200, dy_mm=200, dz_mm=400)
    space = a_space((400, 200, 900), blocked=(arch,))
    assert instructions(space, [crate], [side]) == [
        "step 1: 1, on its side, at the bulkhead, from wall to wall, on the wheel arch"
    ]
    assert ", on end, " in instructions(space, [crate], [end])[0]
