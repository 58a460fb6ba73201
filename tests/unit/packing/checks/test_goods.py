import pytest

from logistics.packing.check import check
from logistics.packing.model import CargoSpace, Item
from tests.unit.packing.cases import a_crate, a_space, kept_at, standing


def codes(space: CargoSpace, *stack: Item) -> set[str]:
    """What is wrong with a tower of crates, the lowest first."""
    placements = [standing(item, (0, 0, 200 * level), step=level + 1) for level, item in enumerate(stack)]
    return {violation.code for violation in check(space, stack, placements)}


def side_by_side(space: CargoSpace, *row: Item) -> set[str]:
    placements = [standing(item, (0, 300 * number, 0), step=number + 1) for number, item in enumerate(row)]
    return {violation.code for violation in check(space, row, placements)}


def test_like_pieces_stand_on_each_other_up_to_their_layers() -> None:
    two, three = ([a_crate(f"{n}", max_layers=2) for n in range(count)] for count in (2, 3))
    assert codes(a_space(), *two) == set()
    assert codes(a_space(), *three) == {"too_many_layers"}


def test_pieces_of_another_weight_begin_a_new_count_of_layers() -> None:
    low, other, high = a_crate("low", max_layers=1), a_crate("other", weight_g=9_000), a_crate("high", max_layers=1)
    assert codes(a_space(), low, other, high) == set()
    assert codes(a_space(), other, low, high) == {"too_many_layers"}


def test_a_piece_rests_only_on_pieces_that_carry_its_stack_code() -> None:
    below = a_crate("below", carries_codes=frozenset({"box"}))
    assert codes(a_space(), below, a_crate("above", stack_code="box")) == set()
    assert codes(a_space(), below, a_crate("above", stack_code="drum")) == {"stack_code"}
    assert codes(a_space(), below, a_crate("above")) == {"stack_code"}


def test_incompatible_goods_may_not_share_a_space() -> None:
    food = a_crate("food", tags=frozenset({"food"}))
    acid = a_crate("acid", tags=frozenset({"chemical"}), incompatible_tags=frozenset({"food"}))
    assert side_by_side(a_space(), food, acid) == {"incompatible"}
    assert side_by_side(a_space(), food, a_crate("tins", tags=frozenset({"food"}))) == set()


def test_a_piece_is_never_incompatible_with_itself() -> None:
    with pytest.raises(ValueError, match="It is food itself"):
        a_crate(tags=frozenset({"food"}), incompatible_tags=frozenset({"food"}))


@pytest.mark.parametrize(
    ("space_c", "ranges", "broken"),
    [
        ((-20, 8), [(2, 8), (0, 4)], False),
        ((-20, 8), [(2, 8), None], False),
        ((-20, 8), [(5, 8), (0, 4)], True),
        ((10, 20), [(2, 8)], True),
        (None, [(2, 8)], True),
        (None, [None], False),
    ],
)
def test_one_temperature_must_suit_the_space_and_every_piece(
    space_c: tuple[int, int] | None, ranges: list[tuple[int, int] | None], broken: bool
) -> None:
    row = [a_crate(f"{number}", **kept_at(range_c)) for number, range_c in enumerate(ranges)]
    assert side_by_side(a_space(temperature_c=space_c), *row) == ({"temperature"} if broken else set())
