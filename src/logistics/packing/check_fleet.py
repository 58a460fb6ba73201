"""The independent judge of several loads: each by itself, and that nothing is loaded twice or torn apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from logistics.packing.check import Violation, check
from logistics.packing.model import Item, LoadPlan


def check_fleet(
    loads: Sequence[LoadPlan],
    items: Sequence[Item],
    *,
    min_support_share: float = 1.0,
    keep_together: bool = False,
) -> list[Violation]:
    """Everything that is wrong with some loads of the same pieces; an empty list is the proof that they hold.

    Args:
        loads: One for each space that is used.
        items: All pieces that should travel; not all of them need be in a load.
        min_support_share: As in `check`.
        keep_together: Whether a group may not be in several spaces, nor in part left behind.
    """
    found = [
        fault
        for load in loads
        for fault in check(load.space, items, load.placements, min_support_share=min_support_share)
    ]
    counts = Counter(item_id for load in loads for item_id in {placed.item_id for placed in load.placements})
    found += [
        Violation(code="duplicate_item", item_ids=(item_id,), detail=f"{item_id} is in {count} spaces.")
        for item_id, count in counts.items()
        if count > 1
    ]
    return found + (_torn(loads, items) if keep_together else [])


def _torn(loads: Sequence[LoadPlan], items: Sequence[Item]) -> list[Violation]:
    """Groups whose pieces are not all in one space, nor all left behind."""
    where = {placed.item_id: number for number, load in enumerate(loads) for placed in load.placements}
    groups: dict[str, list[str]] = {}
    for item in items:
        if item.group is not None:
            groups.setdefault(item.group, []).append(item.id)
    return [
        Violation(code="torn_group", item_ids=tuple(ids), detail=f"Group {group} is not in one space.")
        for group, ids in groups.items()
        if len({where.get(item_id) for item_id in ids}) > 1
    ]
