"""What a description of goods must agree on within itself, for a product and for a line of an order."""

from logistics.contracts.goods import Handling
from logistics.dock.fields import below
from logistics.dock.rules import contradictions
from logistics.kit.errors import FieldError


def handling_faults(handling: Handling, *at: str | int) -> list[FieldError]:
    """Every contradiction, each with a pointer below `at`; empty when there is none."""
    faults = below(*at, faults=contradictions(handling))
    return [FieldError(fault.pointer, fault.code, fault.words) for fault in faults]
