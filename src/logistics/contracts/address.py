"""Addresses."""

from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
)

from logistics.contracts.base import Contract
from logistics.contracts.texts import ONE_LINE, Line
from logistics.kit.patterns import Pattern

CountryCode = Annotated[
    str, Pattern(r"^[A-Z]{2}$", "must be a country in two capital letters, such as DE"), Field(examples=["DE"])
]


class Address(Contract):
    """A place. Without coordinates the city is looked up in an offline gazetteer."""

    name: Line | None = None
    line1: Line | None = None
    city: Line = Field(examples=["Hamburg"])
    region: Line | None = Field(
        default=None, description="State, province or canton: tells towns of one name apart.", examples=["Hamburg"]
    )
    postal_code: Annotated[str, StringConstraints(max_length=20), ONE_LINE] | None = None
    country_code: CountryCode
    lat: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None
