"""Axle loads and centre of gravity as limits for the engine (see `engine.balance`)."""

from __future__ import annotations

import numpy as np

from logistics.dock.body import Axles, Balance
from logistics.packing.engine.problem import Real
from logistics.packing.engine.rules.stacks import SLACK_G
from logistics.packing.model import CargoSpace

Row = tuple[float, float, float, float, float, float]
"""Factors of weight, of twice the moments along x and y, the most their sum may be, from which weight on the
limit counts, and how much a gram still to come may take back."""

_SLACK_MM = 0.25
"""A centre of gravity counts as a whole mm when it is judged; this keeps rounding errors on the safe side."""

_LATERAL_TRUST = 0.6
"""Part of what the pieces still to come could pull to the other side that is counted on."""


def weight_limits(space: CargoSpace) -> Real:
    """(R, 6) rows as named in `engine.columns`."""
    rows = _axle_limits(space.axles, space.length_mm) if space.axles else []
    rows += _balance_limits(space, space.balance) if space.balance else []
    return np.array(rows, dtype=np.float64).reshape(-1, 6)


def _axle_limits(axles: Axles, length_mm: int) -> list[Row]:
    """What the goods add to each axle, and what they leave on it.

    The most is kept all along, so nothing still to come need take it back. What goods behind the rear axle, or
    before the front axle, take off the other one, goods still to come may put back.
    """
    at_bulkhead, per_mm = axles.bulkhead_mm / axles.wheelbase_mm, 1 / axles.wheelbase_mm
    front, rear = axles.max_front_g - axles.tare_front_g, axles.max_rear_g - axles.tare_rear_g
    front_share, rear_share = axles.min_front_share, axles.min_rear_share
    spare_front, spare_rear = axles.tare_front_g - axles.least_front_g(0), axles.tare_rear_g - axles.least_rear_g(0)
    at_front = 1 - front_share - at_bulkhead
    at_rear = at_bulkhead + length_mm * per_mm - rear_share
    return [
        (1 - at_bulkhead, -per_mm / 2, 0.0, front + SLACK_G, 0.0, 0.0),
        (at_bulkhead, per_mm / 2, 0.0, rear + SLACK_G, 0.0, 0.0),
        (front_share - 1 + at_bulkhead, per_mm / 2, 0.0, spare_front + SLACK_G, 0.0, max(0.0, at_front)),
        (rear_share - at_bulkhead, -per_mm / 2, 0.0, spare_rear + SLACK_G, 0.0, max(0.0, at_rear)),
    ]


def _balance_limits(space: CargoSpace, balance: Balance) -> list[Row]:
    rows: list[Row] = []
    if balance.min_x_mm is not None:
        back = space.length_mm - balance.min_x_mm
        rows.append((balance.min_x_mm - _SLACK_MM, -0.5, 0.0, 0.0, balance.from_g, back))
    if balance.max_x_mm is not None:
        rows.append((-balance.max_x_mm - _SLACK_MM, 0.5, 0.0, 0.0, balance.from_g, balance.max_x_mm))
    if balance.max_lateral_mm is not None:
        middle, aside = space.width_mm / 2, balance.max_lateral_mm + _SLACK_MM
        pull = _LATERAL_TRUST * (middle + aside)
        rows.append((-middle - aside, 0.0, 0.5, 0.0, balance.from_g, pull))
        rows.append((middle - aside, 0.0, -0.5, 0.0, balance.from_g, pull))
    return rows
