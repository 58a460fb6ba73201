"""How a number is written where it is text: in plain ASCII digits.

Python by itself would also take `1_0`, ` 85.5`, `1e2` and the digits of every other script.
"""

import re
from typing import TypeVar

Value = TypeVar("Value")

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,29})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?")


def plain_whole(value: Value) -> Value:
    """The value; text only when it is a whole number such as `10`.

    Raises:
        ValueError: It is other text.
    """
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("must be a whole number in plain digits, such as 10")
    return value


def plain_decimal(value: Value) -> Value:
    """The value; text only when it is a number such as `10` or `85.5`.

    Raises:
        ValueError: It is other text.
    """
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        raise ValueError("must be a number in plain digits, such as 85.5")
    return value
