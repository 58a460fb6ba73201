"""Goods that do not get along, by the thousand."""

import random
import time

from logistics.packing.compatibility import Cargo, compatible_items
from logistics.packing.model import Item
from logistics.packing.reasons import turned_away
from tests.unit.packing.cases import a_space, kept_at


def tagged(number: int, source: random.Random, tags: int = 20, of: int = 400) -> Item:
    drawn = [f"t{n}" for n in source.sample(range(of), 2 * tags)]
    return Item(
        id=str(number),
        length_mm=100 + number % 300,
        width_mm=100,
        height_mm=100,
        weight_g=1000,
        tags=frozenset(drawn[:tags]),
        incompatible_tags=frozenset(drawn[tags:]),
        **kept_at(source.choice([None, (0, 4), (2, 8), (-20, -18)])),
    )


def test_company_agrees_with_asking_every_piece() -> None:
    source = random.Random(1)
    for _ in range(300):
        members = [tagged(n, source, tags=2, of=30) for n in range(source.randint(0, 6))]
        newcomer = tagged(99, source, tags=2, of=30)
        foe = Cargo.of(members).conflict_with(newcomer)
        assert (foe is None) == all(newcomer.gets_along_with(member) for member in members)
        assert foe is None or not newcomer.gets_along_with(foe)


def test_those_who_travel_together_get_along_and_nobody_else_could_join() -> None:
    source = random.Random(2)
    items = [tagged(n, source, tags=2, of=60) for n in range(60)]
    together = compatible_items(a_space(), items, [])
    assert all(one.gets_along_with(other) for one in together for other in together)
    ids = {item.id for item in together}
    assert all(any(not item.gets_along_with(other) for other in together) for item in items if item.id not in ids)


def test_two_thousand_lines_of_twenty_tags_each_are_sorted_out_at_once() -> None:
    source = random.Random(3)
    items = [tagged(n, source) for n in range(2000)]
    began = time.process_time()
    together = compatible_items(a_space(), items, [])
    company = Cargo.of(together)
    ids = {item.id for item in together}
    refused = [turned_away(a_space(), item, company) for item in items if item.id not in ids]
    assert len(refused) + len(together) == 2000
    assert time.process_time() - began < 3  # it took minutes when every group was tried against every other
