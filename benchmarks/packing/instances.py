"""Read benchmark instances into the neutral problem JSON described in README.md.

python instances.py br/BR1.txt            # how many problems, a line each
python instances.py br/BR1.txt 1          # problem number 1 as JSON
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_VERTICAL_SIDE = {"L": ("WHL", "HWL"), "W": ("LHW", "HLW"), "H": ("LWH", "WLH")}


def rotations_from_flags(length_up: int, width_up: int, height_up: int) -> list[str]:
    """Rotation codes for flags that say which side may stand vertically."""
    flags = {"L": length_up, "W": width_up, "H": height_up}
    return [code for side, codes in _VERTICAL_SIDE.items() if flags[side] for code in codes]


def read_br(path: Path) -> Iterator[dict[str, Any]]:
    """OR-Library container-loading format (thpack1-7, BR0-BR15); cm, no weights."""
    numbers = iter(int(token) for token in path.read_text(encoding="ascii").split())
    for _ in range(next(numbers)):
        number, seed = next(numbers), next(numbers)
        length, width, height = next(numbers), next(numbers), next(numbers)
        items = []
        for _ in range(next(numbers)):
            kind, side_x, length_up, side_y, width_up, side_z, height_up, quantity = (next(numbers) for _ in range(8))
            items.append(
                {
                    "id": str(kind),
                    "length": side_x,
                    "width": side_y,
                    "height": side_z,
                    "weight": 0,
                    "quantity": quantity,
                    "rotations": rotations_from_flags(length_up, width_up, height_up),
                }
            )
        yield {
            "name": f"{path.stem}-{number:03d}",
            "seed": seed,
            "unit": "cm",
            "max_containers": 1,
            "container": {"length": length, "width": width, "height": height, "max_weight": None},
            "items": items,
        }


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """One problem per line, already in the neutral schema."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def read(path: str | Path) -> list[dict[str, Any]]:
    path = Path(path)
    return list(read_jsonl(path) if path.suffix == ".jsonl" else read_br(path))


def main(argv: list[str]) -> int:
    if not argv:
        print(__doc__, file=sys.stderr)
        return 2
    problems = read(argv[0])
    if len(argv) > 1:
        json.dump(problems[int(argv[1]) - 1], sys.stdout)
        print()
        return 0
    for problem in problems:
        pieces = sum(item["quantity"] for item in problem["items"])
        volume = sum(i["length"] * i["width"] * i["height"] * i["quantity"] for i in problem["items"])
        box = problem["container"]
        share = 100 * volume / (box["length"] * box["width"] * box["height"])
        print(f"{problem['name']}\t{len(problem['items'])} types\t{pieces} pieces\t{share:.1f}% of one container")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
