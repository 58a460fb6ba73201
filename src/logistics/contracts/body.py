"""A vehicle's body beyond its inner sizes, as vehicles and layouts state it; `dock.body` says what it is.

x runs from the bulkhead to the doors, y across, z up.
"""

from typing import Annotated

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.kinds import Place, contract_fields
from logistics.contracts.numbers import Celsius
from logistics.dock import body

__all__ = ["Axles", "Balance", "BlockedRoom", "Body", "Place"]


class BlockedRoom(Contract, fields=contract_fields(body.Blocked)):
    """A cuboid that takes room: a wheel arch on the floor, or a unit that hangs from the roof at `z_mm`.

    Goods may stand on the top of one that stands on the floor; one that hangs carries nothing.
    """


class Axles(Contract, fields=contract_fields(body.Axles)):
    """A vehicle on two axles, as a lever; for a semi-trailer the kingpin is the front axle.

    `tare` is what the empty vehicle puts on an axle, `max` what the axle may bear in all. No axle may be lifted off
    the road.
    """


class Balance(Contract, fields=contract_fields(body.Balance)):
    """Where the centre of gravity of a load may lie, once the load weighs `from_kg`; lighter loads are free."""


class Body(Contract):
    """What a vehicle has beyond its inner sizes, and the temperatures it can keep."""

    min_temperature_c: Celsius | None = Field(default=None, description="Coldest it can be kept at.")
    max_temperature_c: Celsius | None = Field(
        default=None, description="Warmest it can be kept at; given together with the coldest."
    )
    blocked: Annotated[tuple[BlockedRoom, ...], Field(max_length=20)] = Field(
        default=(), description="Room on the floor that no goods may take."
    )
    axles: Axles | None = None
    balance: Balance | None = None
