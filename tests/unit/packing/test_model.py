import pytest

from logistics.packing.model import Orientation
from tests.unit.packing.cases import a_crate, a_space


def test_a_piece_stands_in_six_ways_unless_it_must_stay_upright_or_as_given() -> None:
    assert len(a_crate(size=(3, 2, 1)).permitted_sizes()) == 6
    assert a_crate(size=(3, 2, 1), orientation=Orientation.UPRIGHT).permitted_sizes() == ((3, 2, 1), (2, 3, 1))
    assert a_crate(size=(3, 2, 1), orientation=Orientation.FIXED).permitted_sizes() == ((3, 2, 1),)


def test_equal_sides_give_fewer_sizes() -> None:
    assert a_crate(size=(2, 2, 2)).permitted_sizes() == ((2, 2, 2),)


def test_explicit_rotations_override_the_orientation() -> None:
    crate = a_crate(size=(3, 2, 1), orientation=Orientation.FIXED, rotations=("HWL",))
    assert crate.permitted_sizes() == ((1, 2, 3),)


@pytest.mark.parametrize("changes", [{"length_mm": 0}, {"weight_g": -1}, {"rotations": ()}, {"rotations": ("LWX",)}])
def test_an_impossible_piece_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="crate"):
        a_crate(**changes)


@pytest.mark.parametrize("size", [(0, 1, 1), (1, 1, 100_001)])
def test_an_impossible_space_is_refused(size: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="sides"):
        a_space(size)
