"""Numbers as fields of settings, queries and documents, plainly written."""

from typing import Annotated

from pydantic import BeforeValidator

from logistics.kit.numbers import plain_decimal, plain_whole

PLAIN_WHOLE = BeforeValidator(plain_whole)
"""Of an integer in a query, a path or the environment."""
PLAIN_DECIMAL = BeforeValidator(plain_decimal)
"""Of a decimal in a document."""
PlainFloat = Annotated[float, PLAIN_DECIMAL]
"""A setting that is a number."""
