"""What somebody typed is refused in words, without repeating it."""

from typing import Any

import pytest

from logistics.cli.identity_views import Mistyped, typed
from logistics.contracts.identity import KeyCreate, UserCreate

DANA: dict[str, Any] = {"email": "dana@example.com", "name": "Dana Petersen", "role": "dispatcher"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "dana"}, "email: must be exactly one e-mail address, such as dispatch@example.com."),
        ({"role": "boss"}, "role: must be one of 'admin', 'dispatcher', 'loader', 'viewer' or 'customer'"),
        ({"password": "short"}, "password: must have 12 or more characters; it has 5."),
        ({"customer_id": -3}, "customer_id: must be 1 or more; -3 was given."),
        ({"name": "a\nb"}, "name: is one line without control or hidden characters; U+000A may not stand in it."),
    ],
)
def test_a_user_is_refused_with_what_would_be_right(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Mistyped) as refused:
        typed(UserCreate, **DANA | wrong)
    assert said in refused.value.message


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Mistyped) as refused:
        typed(KeyCreate, name="", grants=[])
    assert "name: must have 1 or more characters; it has 0." in refused.value.message
    assert "grants: must have 1 or more entries; it has 0." in refused.value.message
