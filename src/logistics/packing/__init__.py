"""3D packing: pure computation, no I/O.

`pack` fills one cargo space, `pack_fleet` chooses the cheapest of several, `pack_fewest` takes as few equal ones as
it can, and `advise` says what keeps pieces out. Each takes a `Request`. `logistics.packing.check` judges any plan.

    plan = pack(Request([van], crates, stop=Seconds(2)))

The engine is compiled machine code; it is loaded when one of the four is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from logistics.dock.body import Axles, Balance, Blocked
from logistics.packing.changes import Advice, Change, Kind
from logistics.packing.model import (
    CargoSpace,
    Item,
    LeftOver,
    LoadPlan,
    Orientation,
    Placement,
    Reason,
    Rounds,
    Seconds,
    StopRule,
)
from logistics.packing.request import Request
from logistics.packing.several_spaces.plan import FleetPlan

if TYPE_CHECKING:
    from logistics.packing.advice.advise import advise
    from logistics.packing.one_space.pack import pack
    from logistics.packing.several_spaces.fewest import pack_fewest
    from logistics.packing.several_spaces.fleet import pack_fleet
else:
    _LOADED_LATE = {
        "advise": "advice.advise",
        "pack": "one_space.pack",
        "pack_fewest": "several_spaces.fewest",
        "pack_fleet": "several_spaces.fleet",
    }

    def __getattr__(name: str) -> Any:
        if name not in _LOADED_LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_LOADED_LATE[name]}"), name)


__all__ = [
    "Advice",
    "Axles",
    "Balance",
    "Blocked",
    "CargoSpace",
    "Change",
    "FleetPlan",
    "Item",
    "Kind",
    "LeftOver",
    "LoadPlan",
    "Orientation",
    "Placement",
    "Reason",
    "Request",
    "Rounds",
    "Seconds",
    "StopRule",
    "advise",
    "pack",
    "pack_fewest",
    "pack_fleet",
]
