"""Where weight lies, compared with the definition of axle loads and of the centre of gravity."""

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logistics.dock.body import Axles, Balance
from logistics.packing.arrays.kinds import group
from logistics.packing.engine.columns import Placed, Tally
from logistics.packing.engine.rules import balance as kernels
from logistics.packing.engine.state import empty_load
from logistics.packing.model import CargoSpace, Item
from tests.unit.packing.cases import a_crate, a_space
from tests.unit.packing.engine.compiled import called

add_moments = called(kernels.add_moments)

LENGTH, WIDTH = 12, 4

Standing = tuple[Item, int, int]
"""A piece on the floor and the x and y of its corner."""


def a_row(lengths: list[int], weights: list[int], sides: list[int]) -> list[Standing]:
    """Pieces one behind the other, as far as there is room."""
    row, x = list[Standing](), 0
    for n, (length, weight, y) in enumerate(zip(lengths, weights, sides, strict=False)):
        if x + length <= LENGTH:
            row.append((a_crate(f"{n}", size=(length, 1, 1), weight_g=weight, orientation="fixed"), x, y))
            x += length
    return row


def spare(space: CargoSpace, row: list[Standing], dx: int, dy: int) -> Fraction:
    """By how much the nearest limit is kept once everything is moved so far; in g, or mm times g. Negative:
    broken."""
    weight = sum(item.weight_g for item, _, _ in row)
    along = sum(item.weight_g * (x + dx + Fraction(item.length_mm, 2)) for item, x, _ in row)
    across = sum(item.weight_g * (y + dy + Fraction(item.width_mm, 2)) for item, _, y in row)
    kept = list[Fraction]()
    if space.axles:
        a = space.axles
        rear = (weight * a.bulkhead_mm + along) / a.wheelbase_mm
        front = weight - rear
        kept += [Fraction(a.max_front_g - a.tare_front_g) - front, Fraction(a.max_rear_g - a.tare_rear_g) - rear]
        kept += [
            a.tare_front_g + front - Fraction(a.min_front_share) * (weight + a.tare_front_g + a.tare_rear_g),
            a.tare_rear_g + rear - Fraction(a.min_rear_share) * (weight + a.tare_front_g + a.tare_rear_g),
        ]
    if space.balance and weight:
        low, high, aside = space.balance.min_x_mm, space.balance.max_x_mm, space.balance.max_lateral_mm
        assert low is not None
        assert high is not None
        assert aside is not None
        kept += [along / weight - low, high - along / weight, aside - abs(across / weight - Fraction(WIDTH, 2))]
    return min(kept)


@settings(deadline=None, max_examples=200)
@given(
    lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    weights=st.lists(st.integers(1, 50), min_size=4, max_size=4),
    sides=st.lists(st.integers(0, 2), min_size=4, max_size=4),
    most=st.tuples(st.integers(10, 90), st.integers(10, 90)),
    middle=st.tuples(st.integers(0, 5), st.integers(6, 12), st.integers(0, 2)),
    by_axles=st.booleans(),
)
def test_a_shift_balances_a_load_whenever_there_is_one(
    lengths: list[int],
    weights: list[int],
    sides: list[int],
    most: tuple[int, int],
    middle: tuple[int, int, int],
    by_axles: bool,
) -> None:
    axles = Axles(
        wheelbase_mm=10,
        bulkhead_mm=1,
        tare_front_g=100,
        tare_rear_g=100,
        max_front_g=100 + most[0],
        max_rear_g=100 + most[1],
        min_front_share=0.25,
        min_rear_share=0.25,
    )
    balance = Balance(min_x_mm=middle[0], max_x_mm=middle[1], max_lateral_mm=middle[2], from_g=0)
    space = a_space((LENGTH, WIDTH, 3), axles=axles if by_axles else None, balance=None if by_axles else balance)
    row = a_row(lengths, weights, sides)
    kinds = group(space, [item for item, _, _ in row])
    load = empty_load(kinds.problem)
    for n, (item, x, y) in enumerate(row):
        kind = next(k for k, alike in enumerate(kinds.members) if item in alike)
        load.blocks[n, Placed.AX : Placed.POSE] = (x, y, 0, x + item.length_mm, y + 1, 1)
        add_moments(kinds.problem, load, kind, 1, 2 * x + item.length_mm, 2 * y + 1)
    load.tally[Tally.BLOCKS] = len(row)
    end, left, right = row[-1][1] + row[-1][0].length_mm, min(y for *_, y in row), max(y for *_, y in row)
    shifts = [(dx, dy) for dx in range(LENGTH - end + 1) for dy in range(-left, WIDTH - right)]
    kept = {shift: spare(space, row, *shift) for shift in shifts}
    # What is on the edge is for the checker, which rounds.
    assume(all(abs(by) > 1 for by in kept.values()))
    balanced, dx, dy = kernels.balancing_shift(kinds.problem, load)
    assert balanced == any(by >= 0 for by in kept.values())
    if balanced:
        assert kept[dx, dy] >= 0
        assert abs(dx) == min(abs(x) for (x, _), by in kept.items() if by >= 0)
        assert abs(dy) == min(abs(y) for (_, y), by in kept.items() if by >= 0)
