"""Money: amounts, currencies, and that only one currency is added up."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from logistics.contracts.base import Contract
from logistics.contracts.numbers import up_to
from logistics.kit.errors import Conflict
from logistics.kit.patterns import Pattern
from logistics.pricing import smallest_amount

Amount = Annotated[
    Decimal,
    Field(ge=0, le=10_000_000, decimal_places=2, examples=["123.45"]),
    up_to(10_000_000, decimals=2),
]
Currency = Annotated[
    str, Pattern(r"^[A-Z]{3}$", "must be a currency in three capital letters, such as EUR"), Field(examples=["EUR"])
]


class CurrenciesDiffer(Conflict):
    """Amounts in different currencies are not added up."""

    def __init__(self, currencies: Iterable[str]) -> None:
        found = sorted(currencies)
        super().__init__(
            f"Amounts in {' and '.join(found)} cannot be added up: an order is priced in one currency.",
            currencies=found,
        )


def one_currency(currencies: Iterable[str]) -> str:
    """The currency that all of them are; there is at least one.

    Raises:
        CurrenciesDiffer: They are several.
    """
    first, *others = set(currencies)
    if others:
        raise CurrenciesDiffer([first, *others])
    return first


class Money(Contract):
    """An amount in a currency (ISO 4217), exact to the cent."""

    amount: Amount
    currency: Currency

    @classmethod
    def sum(cls, prices: Iterable[Self]) -> Self:
        """All of them together; there is at least one.

        Raises:
            CurrenciesDiffer: They are in several currencies.
        """
        prices = list(prices)
        currency = one_currency(price.currency for price in prices)
        return cls(amount=sum((price.amount for price in prices), Decimal(0)), currency=currency)

    def __str__(self) -> str:
        """As people read it: `123.45 EUR`, `615 JPY`."""
        unit = smallest_amount(self.currency)
        exact = self.amount % unit == 0
        return f"{self.amount.quantize(unit) if exact else self.amount} {self.currency}"
