"""Independent validator for 3D packing layouts.

It shares no code with any packing engine: it reads a problem and a layout, both
plain JSON (schema in README.md next to this file), and re-derives everything.

    python validate.py problem.json layout.json     # JSON report, exit 0 iff valid
    python validate.py --self-test                  # proves the checks reject bad layouts

Axes: x runs along the container's length (0 = front wall, length = doors), y along
its width, z upwards. All lengths are integers, so every geometric test is exact.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ROTATIONS = ("LWH", "WLH", "LHW", "HLW", "WHL", "HWL")
"""Letter i names the item side that lies along container axis i (x, y, z)."""

_SIDES = {"L": "length", "W": "width", "H": "height"}
_BLOCK = 1024  # rows per pairwise block: bounds memory at about 1024 * n booleans


class MalformedError(ValueError):
    """The problem or the layout does not follow the schema."""


@dataclass
class Report:
    """What the validator found; `valid` means no violation of any kind."""

    violations: list[dict[str, Any]] = field(default_factory=list)
    placed: int = 0
    unplaced: int = 0
    containers_used: int = 0
    placed_volume: int = 0
    volume_utilisation_pct: float = 0.0
    placed_weight: float = 0.0
    min_support_ratio: float = 1.0
    mean_support_ratio: float = 1.0
    fully_supported_pct: float = 100.0
    unsupported_pct: float = 0.0
    centre_of_gravity_pct: list[list[float]] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        return not self.violations

    @property
    def violation_kinds(self) -> dict[str, int]:
        return dict(Counter(v["kind"] for v in self.violations))

    def add(self, kind: str, **detail: Any) -> None:
        self.violations.append({"kind": kind, **detail})

    def to_dict(self, max_violations: int = 20) -> dict[str, Any]:
        out = {"valid": self.valid, "violation_kinds": self.violation_kinds}
        out.update(self.__dict__)
        out["violations"] = self.violations[:max_violations]
        return out


def _integer(value: Any, name: str, minimum: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise MalformedError(f"{name} must be an integer >= {minimum}, got {value!r}")
    return value


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise MalformedError(f"{name} must be a finite number >= 0, got {value!r}")
    return value


def allowed_extents(item: dict[str, Any]) -> set[tuple[int, int, int]]:
    """Every (dx, dy, dz) the item may occupy under its allowed rotations."""
    codes = item.get("rotations") or ROTATIONS
    unknown = set(codes) - set(ROTATIONS)
    if unknown:
        raise MalformedError(f"item {item.get('id')!r}: unknown rotations {sorted(unknown)}")
    return {tuple(item[_SIDES[letter]] for letter in code) for code in codes}


def _check_problem(problem: dict[str, Any]) -> tuple[tuple[int, int, int], float | None, dict[str, dict]]:
    container = problem["container"]
    size = tuple(_integer(container[k], f"container {k}", 1) for k in ("length", "width", "height"))
    capacity = container.get("max_weight")
    if capacity is not None:
        _number(capacity, "container max_weight")
    items: dict[str, dict] = {}
    for item in problem["items"]:
        key = str(item["id"])
        if key in items:
            raise MalformedError(f"duplicate item id {key!r}")
        for side in ("length", "width", "height"):
            _integer(item[side], f"item {key} {side}", 1)
        _integer(item.get("quantity", 1), f"item {key} quantity", 1)
        _number(item.get("weight", 0), f"item {key} weight")
        items[key] = item
    return size, capacity, items


def _overlapping_pairs(lo: np.ndarray, hi: np.ndarray, limit: int = 50) -> list[tuple[int, int]]:
    """Index pairs of boxes whose interiors intersect (touching faces are fine)."""
    pairs: list[tuple[int, int]] = []
    n = len(lo)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        hit = np.ones((stop - start, n), dtype=bool)
        for axis in range(3):
            hit &= lo[start:stop, None, axis] < hi[None, :, axis]
            hit &= lo[None, :, axis] < hi[start:stop, None, axis]
        rows, cols = np.nonzero(hit)
        keep = cols > rows + start
        pairs += list(zip((rows[keep] + start).tolist(), cols[keep].tolist(), strict=False))
        if len(pairs) >= limit:
            break
    return pairs[:limit]


def _support_ratios(lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
    """Share of each box's base area resting on the floor or on tops directly below.

    Boxes that share a top height cannot overlap each other in a valid layout, so
    the contact areas add up without double counting.
    """
    n = len(lo)
    base = (hi[:, 0] - lo[:, 0]) * (hi[:, 1] - lo[:, 1])
    contact = np.zeros(n, dtype=np.int64)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        touching = lo[start:stop, None, 2] == hi[None, :, 2]
        area = np.ones((stop - start, n), dtype=np.int64)
        for axis in (0, 1):
            span = np.minimum(hi[start:stop, None, axis], hi[None, :, axis]) - np.maximum(
                lo[start:stop, None, axis], lo[None, :, axis]
            )
            area *= np.maximum(span, 0)
        contact[start:stop] = (area * touching).sum(axis=1)
    ratios = contact / base
    ratios[lo[:, 2] == 0] = 1.0
    return ratios


def validate(problem: dict[str, Any], layout: dict[str, Any]) -> Report:
    """Check `layout` against `problem`; never raises on a bad layout."""
    report = Report()
    try:
        _validate(problem, layout, report)
    except (MalformedError, KeyError, TypeError, AttributeError) as exc:
        report.add("malformed", detail=f"{type(exc).__name__}: {exc}")
    return report


def _validate(problem: dict[str, Any], layout: dict[str, Any], report: Report) -> None:
    size, capacity, items = _check_problem(problem)
    extents = {key: allowed_extents(item) for key, item in items.items()}
    placements = layout["placements"]
    used: Counter[str] = Counter()
    by_container: dict[int, list[int]] = {}
    lo = np.zeros((len(placements), 3), dtype=np.int64)
    hi = np.zeros_like(lo)
    weights = np.zeros(len(placements))

    for index, p in enumerate(placements):
        key = str(p["item"])
        if key not in items:
            report.add("unknown_item", placement=index, item=key)
            continue
        at = tuple(_integer(p[k], f"placement {index} {k}", -(2**40)) for k in ("x", "y", "z"))
        extent = tuple(_integer(p[k], f"placement {index} {k}", 1) for k in ("dx", "dy", "dz"))
        by_container.setdefault(_integer(p.get("container", 0), "container index", 0), []).append(index)
        used[key] += 1
        lo[index], hi[index] = at, np.add(at, extent)
        weights[index] = items[key].get("weight", 0)
        report.placed_volume += math.prod(extent)
        if extent not in extents[key]:
            report.add("rotation", placement=index, item=key, extent=list(extent))
        if min(at) < 0 or any(at[a] + extent[a] > size[a] for a in range(3)):
            report.add("out_of_bounds", placement=index, item=key)

    for key, count in used.items():
        available = items[key].get("quantity", 1)
        if count > available:
            report.add("quantity", item=key, placed=count, available=available)

    limit = problem.get("max_containers", 1)
    if limit is not None and len(by_container) > limit:
        report.add("too_many_containers", used=len(by_container), allowed=limit)

    supports = []
    for number in sorted(by_container):
        rows = by_container[number]
        for a, b in _overlapping_pairs(lo[rows], hi[rows]):
            report.add("overlap", placements=[rows[a], rows[b]], container=number)
        load = math.fsum(weights[rows])
        if capacity is not None and load > capacity * (1 + 1e-12):
            report.add("overweight", container=number, weight=load, allowed=capacity)
        supports.append(_support_ratios(lo[rows], hi[rows]))
        mass = weights[rows] if load > 0 else np.prod(hi[rows] - lo[rows], axis=1)
        centre = ((lo[rows] + hi[rows]) / 2 * mass[:, None]).sum(axis=0) / mass.sum()
        report.centre_of_gravity_pct.append([round(100 * c / s, 2) for c, s in zip(centre, size, strict=False)])

    report.placed = sum(used.values())
    report.unplaced = sum(i.get("quantity", 1) for i in items.values()) - report.placed
    report.containers_used = len(by_container)
    report.placed_weight = math.fsum(weights)
    if report.placed:
        report.volume_utilisation_pct = 100 * report.placed_volume / (math.prod(size) * report.containers_used)
        ratio = np.concatenate(supports)
        report.min_support_ratio = float(ratio.min())
        report.mean_support_ratio = float(ratio.mean())
        report.fully_supported_pct = float(100 * np.mean(ratio >= 1.0))
        report.unsupported_pct = float(100 * np.mean(ratio <= 0.0))


# --------------------------------------------------------------------- self-test


def _self_test() -> None:
    problem = {
        "container": {"length": 10, "width": 10, "height": 10, "max_weight": 25},
        "items": [
            {
                "id": "a",
                "length": 10,
                "width": 5,
                "height": 2,
                "weight": 10,
                "quantity": 2,
                "rotations": ["LWH", "WLH"],
            },
            {"id": "b", "length": 4, "width": 4, "height": 4, "weight": 4, "quantity": 3},
        ],
    }

    def put(item: str, x: int, y: int, z: int, dx: int, dy: int, dz: int, **more: Any) -> dict[str, Any]:
        return {"item": item, "x": x, "y": y, "z": z, "dx": dx, "dy": dy, "dz": dz, **more}

    def run(*placements: dict[str, Any], **changes: Any) -> Report:
        return validate({**problem, **changes}, {"placements": list(placements)})

    floor_a, floor_a2 = put("a", 0, 0, 0, 10, 5, 2), put("a", 0, 5, 0, 10, 5, 2)
    cases = {
        "ok": (run(floor_a, floor_a2, put("b", 0, 0, 2, 4, 4, 4)), {}),
        "rotated on the floor is allowed": (run(put("a", 0, 0, 0, 5, 10, 2)), {}),
        "touching faces do not overlap": (run(put("b", 0, 0, 0, 4, 4, 4), put("b", 4, 0, 0, 4, 4, 4)), {}),
        "overlap": (run(floor_a, put("b", 0, 4, 1, 4, 4, 4)), {"overlap": 1}),
        "same place twice": (run(put("b", 1, 1, 0, 4, 4, 4), put("b", 1, 1, 0, 4, 4, 4)), {"overlap": 1}),
        "one unit too far": (run(put("b", 7, 0, 0, 4, 4, 4)), {"out_of_bounds": 1}),
        "negative coordinate": (run(put("b", -1, 0, 0, 4, 4, 4)), {"out_of_bounds": 1}),
        "forbidden rotation": (run(put("a", 0, 0, 0, 10, 2, 5)), {"rotation": 1}),
        "shrunken box": (run(put("b", 0, 0, 0, 4, 4, 3)), {"rotation": 1}),
        "overweight": (
            run(floor_a, floor_a2, put("b", 0, 0, 2, 4, 4, 4), put("b", 4, 0, 2, 4, 4, 4)),
            {"overweight": 1},
        ),
        "too many pieces": (run(floor_a, floor_a2, put("a", 0, 0, 2, 10, 5, 2)), {"quantity": 1, "overweight": 1}),
        "unknown item": (run(put("z", 0, 0, 0, 1, 1, 1)), {"unknown_item": 1}),
        "float coordinate": (run(put("b", 0.0, 0, 0, 4, 4, 4)), {"malformed": 1}),
        "second container not offered": (
            run(floor_a, put("b", 0, 0, 0, 4, 4, 4, container=1)),
            {"too_many_containers": 1},
        ),
        "second container offered": (run(floor_a, put("b", 0, 0, 0, 4, 4, 4, container=1), max_containers=None), {}),
        "placements missing": (validate(problem, {}), {"malformed": 1}),
    }
    for name, (report, expected) in cases.items():
        assert report.violation_kinds == expected, f"{name}: {report.violations}"

    half = run(put("b", 0, 0, 0, 4, 4, 4), put("b", 2, 0, 4, 4, 4, 4))
    assert half.min_support_ratio == 0.5
    assert half.fully_supported_pct == 50.0
    assert run(put("b", 0, 0, 3, 4, 4, 4)).unsupported_pct == 100.0
    assert cases["ok"][0].min_support_ratio == 1.0
    assert cases["ok"][0].volume_utilisation_pct == 26.4

    side, grid = 10, 12  # 1,728 unit-spaced boxes, then one shifted by a single unit
    many = {
        "container": {"length": side * grid, "width": side * grid, "height": side * grid},
        "items": [{"id": "c", "length": side, "width": side, "height": side, "quantity": grid**3}],
    }
    cells = [
        put("c", x * side, y * side, z * side, side, side, side)
        for z in range(grid)
        for y in range(grid)
        for x in range(grid)
    ]
    full = validate(many, {"placements": cells})
    assert full.valid
    assert full.volume_utilisation_pct == 100.0
    assert full.min_support_ratio == 1.0
    cells[700]["x"] -= 1
    assert set(validate(many, {"placements": cells}).violation_kinds) == {"overlap"}
    print(f"self-test passed ({len(cases) + 5} checks)")


def main(argv: list[str]) -> int:
    if argv == ["--self-test"]:
        _self_test()
        return 0
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    documents = []
    for path in argv:
        with Path(path).open(encoding="utf-8") as handle:
            documents.append(json.load(handle))
    report = validate(*documents)
    json.dump(report.to_dict(), sys.stdout, indent=2)
    print()
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
