"""A rule is said once; what is derived from it says the same."""

import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from logistics.contracts.goods import DockRules, Handling
from logistics.contracts.kinds import stated
from logistics.contracts.layout import PlacedPiece
from logistics.contracts.orders import DescribedLine, OrderItem, Piece
from logistics.contracts.products import ProductPatch
from logistics.dock.fields import said_of
from logistics.dock.rules import RELIEFS, Orientation, Rules, relieved
from logistics.packing.model import Item
from logistics.packing.neutral.schema import ItemEntry

PACKING = Path(__file__).parents[3] / "docs" / "packing" / "rules.md"
WORDS = st.sets(st.sampled_from(("food", "glass", "acid", "paint")), max_size=2)
GRAMS = st.one_of(st.none(), st.integers(0, 100_000_000))


def rules() -> st.SearchStrategy[Rules]:
    """Any rules that agree with each other."""
    flag = st.booleans()
    return st.builds(
        Rules,
        orientation=st.sampled_from(Orientation),
        stackable=flag,
        fragile=flag,
        max_load_on_top_g=GRAMS,
        max_pressure_g_per_m2=GRAMS,
        bottom_only=flag,
        requires_refrigeration=flag,
        max_layers=st.one_of(st.none(), st.integers(1, 9)),
        stack_code=st.one_of(st.none(), st.just("box")),
        carries_codes=st.one_of(st.none(), st.frozensets(st.sampled_from(("box", "drum")))),
        tags=st.sampled_from((frozenset(), frozenset({"food", "glass"}))),
        incompatible_tags=st.sampled_from((frozenset(), frozenset({"acid"}))),
    )


@given(rules())
def test_rules_come_back_from_the_wire_and_the_database_as_they_were(said: Rules) -> None:
    on_the_wire = Handling(**stated(Rules, said))
    assert on_the_wire.rules == said
    assert Handling.model_validate_json(on_the_wire.model_dump_json()).rules == said
    assert Handling.model_validate(on_the_wire.stored_rules()).rules == said


@given(rules())
def test_what_is_as_by_default_is_not_stored(said: Rules) -> None:
    stored = Handling(**stated(Rules, said)).stored_rules()
    assert set(stored) == {one.wire for one in said_of(Rules) if getattr(said, one.name) != one.default}


def test_every_rule_is_a_field_wherever_goods_are_told() -> None:
    every = {one.wire for one in said_of(Rules)}
    for contract in (Handling, DescribedLine, OrderItem, Piece, ProductPatch):
        assert every <= set(contract.model_fields)
    assert {one.wire for one in said_of(Rules) if one.in_layouts} == set(DockRules.model_fields)
    assert set(DockRules.model_fields) <= set(PlacedPiece.model_fields)
    assert {one.neutral for one in said_of(Rules) if one.neutral} <= set(ItemEntry.model_fields)
    assert issubclass(Item, Rules)


def test_a_patch_may_empty_what_may_be_left_unsaid() -> None:
    assert {one.wire for one in said_of(Rules) if one.default is None} == ProductPatch.may_be_emptied


@given(rules())
def test_a_rule_that_is_lifted_says_no_more_than_by_default(said: Rules) -> None:
    for reason, relief in RELIEFS.items():
        lifted = relieved(said, reason)
        changed = {one.name for one in said_of(Rules) if getattr(lifted, one.name) != getattr(said, one.name)}
        assert changed <= set(relief.fields)
        assert all(getattr(lifted, name) == getattr(Rules(), name) for name in relief.fields)


def test_the_page_of_the_rules_says_what_the_definition_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (?:`(\w+)`)? ?\| (yes)? ?\| (.*?) ?\|$", PACKING.read_text("utf-8"), re.M)
    told: list[tuple[Any, ...]] = [(one.wire, one.neutral, one.in_layouts, one.words) for one in said_of(Rules)]
    assert [(wire, neutral, layouts == "yes", words) for wire, neutral, layouts, words in rows] == told
