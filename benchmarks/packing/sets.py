"""Sets of problems by name.

python sets.py                     # the names
python sets.py MIX30 1             # problem number 1 of a set as JSON
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import instances
from equal_bins import CLASSES, equal_bins
from everyday import CASES
from mixed import mixed

Json = dict[str, Any]

BR = Path(__file__).parent / "br"
BR_PROBLEMS = 100
BIN_PROBLEMS = 10
BIN_PIECES = (50, 100)
MIXED_TYPES = (30, 40, 50, 60, 70, 80, 90, 100)

FAMILIES = {
    "BR": [f"BR{number}" for number in range(1, 8)],
    "MIX": [f"MIX{types}" for types in MIXED_TYPES],
    "MPV": [f"MPV{kind}-{pieces}" for kind in CLASSES for pieces in BIN_PIECES],
    "EVERYDAY": list(CASES),
}
"""A family stands for all its sets."""


def named(words: Iterable[str]) -> list[str]:
    """Names of sets, families taken apart, each once.

    Raises:
        KeyError: There is no such set.
    """
    names = [name for word in words for name in FAMILIES.get(word, [word])]
    for name in names:
        problems(name, 0)
    return list(dict.fromkeys(names))


def problems(name: str, most: int | None = None) -> list[Json]:
    """The first problems of a set, all of them by default.

    Raises:
        KeyError: There is no such set.
    """
    if name in FAMILIES["BR"]:
        return list(islice(instances.read_br(BR / f"{name}.txt"), most))
    if name in FAMILIES["MIX"]:
        types = int(name.removeprefix("MIX"))
        return _made(BR_PROBLEMS, most, lambda number: mixed(types, number))
    if name in FAMILIES["MPV"]:
        kind, pieces = (int(part) for part in name.removeprefix("MPV").split("-"))
        return _made(BIN_PROBLEMS, most, lambda number: equal_bins(kind, pieces, number))
    return _made(1, most, lambda _: CASES[name]()) if name in CASES else _unknown(name)


def _made(there_are: int, most: int | None, make: Callable[[int], Json]) -> list[Json]:
    return [make(number) for number in range(1, 1 + min(there_are, there_are if most is None else most))]


def _unknown(name: str) -> list[Json]:
    raise KeyError(
        f"There is no set {name!r}; there are {', '.join(part for sets in FAMILIES.values() for part in sets)}."
    )


def main(argv: list[str]) -> int:
    if not argv:
        for family, names in FAMILIES.items():
            print(family, *names)
        return 0
    json.dump(problems(argv[0])[int(argv[1]) - 1 if len(argv) > 1 else 0], sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
