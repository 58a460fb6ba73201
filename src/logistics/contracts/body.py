"""A vehicle's body beyond its inner sizes, as vehicles and layouts state it.

x runs from the bulkhead to the doors, y across, z up.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from logistics.contracts.common import WHOLE, Contract, KgOrNone, LengthMm

Place = Annotated[int, Field(ge=0, le=30_000, description="Whole millimetres.", examples=[600]), WHOLE]


class BlockedRoom(Contract):
    """A cuboid that stands on the floor and takes room, such as a wheel arch. Goods may stand on its top."""

    x_mm: Place
    y_mm: Place
    dx_mm: LengthMm
    dy_mm: LengthMm
    dz_mm: LengthMm


class Axles(Contract):
    """A vehicle on two axles, as a lever; for a semi-trailer the kingpin is the front axle.

    `tare` is what the empty vehicle puts on an axle, `max` what the axle may bear in all.
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


class Balance(Contract):
    """Where the centre of gravity of a load may lie, once the load weighs `from_kg`; lighter loads are free."""

    min_x_mm: Place | None = Field(default=None, description="From the bulkhead.")
    max_x_mm: Place | None = Field(default=None, description="From the bulkhead.")
    max_lateral_mm: Place | None = Field(default=None, description="From the middle to either side.")
    from_kg: KgOrNone = Decimal(0)


Blocked = Annotated[tuple[BlockedRoom, ...], Field(max_length=20)]
