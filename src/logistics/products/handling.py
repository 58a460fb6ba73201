"""What a description of goods must agree on within itself, for a product and for a line of an order."""

from collections.abc import Iterator

from logistics.contracts.goods import Handling
from logistics.kit.errors import FieldError, pointer


def handling_faults(handling: Handling, *at: str | int) -> list[FieldError]:
    """Every contradiction, each with a pointer below `at`; empty when there is none."""
    return [*_temperatures(handling, at), *_tags(handling, at)]


def _temperatures(handling: Handling, at: tuple[str | int, ...]) -> Iterator[FieldError]:
    coldest, warmest = handling.min_temperature_c, handling.max_temperature_c
    if (coldest is None) != (warmest is None):
        missing = "min_temperature_c" if coldest is None else "max_temperature_c"
        yield FieldError(pointer(*at, missing), "required", "Give the coldest and the warmest, or neither.")
    elif coldest is not None and warmest is not None and coldest > warmest:
        message = f"The coldest, {coldest} °C, is not above the warmest, {warmest} °C."
        yield FieldError(pointer(*at, "min_temperature_c"), "above_the_warmest", message)


def _tags(handling: Handling, at: tuple[str | int, ...]) -> Iterator[FieldError]:
    for index, tag in enumerate(handling.incompatible_tags):
        if tag in handling.tags:
            message = f"It is {tag} itself; no two pieces of it could travel together."
            yield FieldError(pointer(*at, "incompatible_tags", index), "own_tag", message)
