"""Customers: whose goods we move."""

from typing import Annotated

from pydantic import (
    ConfigDict,
    Field,
)

from logistics.contracts.address import Address
from logistics.contracts.base import Contract, Patch
from logistics.contracts.mailbox import Email
from logistics.contracts.numbers import Id, Version
from logistics.contracts.texts import Line
from logistics.kit.patterns import Pattern
from logistics.words import CustomerStatus

Phone = Annotated[
    str,
    Pattern(
        r"^\+?[0-9 ()./-]{4,30}$",
        "must be a telephone number of 4 to 30 digits, blanks and ( ) . / -, such as +49 40 1234567",
    ),
]
Language = Annotated[
    str, Pattern(r"^[a-z]{2}(-[A-Z]{2})?$", "must be a language such as en or pt-BR"), Field(examples=["en"])
]


class CustomerCreate(Contract):
    """Somebody whose goods we move."""

    name: Line = Field(examples=["Nordlicht Appliances"])
    email: Email
    phone: Phone | None = None
    language: Language = "en"
    address: Address | None = None


class CustomerPatch(Patch, of=CustomerCreate):
    """What may change of a customer; a field left away stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "+49 40 1234567"}]})

    status: CustomerStatus | None = None


class CustomerRead(CustomerCreate):
    """A customer as stored; `email` may be from a time when more was taken for an address."""

    id: Id
    email: str
    status: CustomerStatus
    version: Version
