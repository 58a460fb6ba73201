"""A vehicle's body beyond its inner sizes, as vehicles and layouts state it.

x runs from the bulkhead to the doors, y across, z up.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.numbers import WHOLE, KgOrNone, LengthMm

Place = Annotated[int, Field(ge=0, le=30_000, description="Whole millimetres.", examples=[600]), WHOLE]


AxleShare = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True, examples=[0.2])]
_LEAST = "Part of the weight of vehicle and load that the {} axle must bear, as axles that steer or drive must."


class BlockedRoom(Contract):
    """A cuboid that takes room: a wheel arch on the floor, or a unit that hangs from the roof at `z_mm`.

    Goods may stand on the top of one that stands on the floor; one that hangs carries nothing.
    """

    x_mm: Place
    y_mm: Place
    dx_mm: LengthMm
    dy_mm: LengthMm
    dz_mm: LengthMm
    z_mm: Place = Field(default=0, description="Height of its underside above the floor.")


class Axles(Contract):
    """A vehicle on two axles, as a lever; for a semi-trailer the kingpin is the front axle.

    `tare` is what the empty vehicle puts on an axle, `max` what the axle may bear in all. No axle may be lifted off
    the road.
    """

    wheelbase_mm: LengthMm
    bulkhead_mm: Annotated[
        int,
        Field(
            ge=-30_000,
            le=30_000,
            description="How far the bulkhead lies behind the front axle; negative: before it.",
            examples=[900],
        ),
        WHOLE,
    ]
    tare_front_kg: KgOrNone
    tare_rear_kg: KgOrNone
    max_front_kg: KgOrNone
    max_rear_kg: KgOrNone
    min_front_share: AxleShare = Field(default=0.0, description=_LEAST.format("front"))
    min_rear_share: AxleShare = Field(default=0.0, description=_LEAST.format("rear"))


class Balance(Contract):
    """Where the centre of gravity of a load may lie, once the load weighs `from_kg`; lighter loads are free."""

    min_x_mm: Place | None = Field(default=None, description="From the bulkhead.")
    max_x_mm: Place | None = Field(default=None, description="From the bulkhead.")
    max_lateral_mm: Place | None = Field(default=None, description="From the middle to either side.")
    from_kg: KgOrNone = Decimal(0)


Blocked = Annotated[tuple[BlockedRoom, ...], Field(max_length=20)]
