"""What a person is told on the terminal."""

import pytest

from logistics.cli.output import complain
from logistics.kit.errors import FieldError, Invalid

UNKNOWN = FieldError("/destination/city", "unknown_place", "No place called Atlantis (GR) is known.")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (f"{UNKNOWN.pointer}: {UNKNOWN.message}", [f"{UNKNOWN.pointer}: {UNKNOWN.message}"]),
        ("The order is wrong.", ["The order is wrong.", f"  {UNKNOWN.pointer}: {UNKNOWN.message}"]),
    ],
)
def test_a_fault_is_told_once(sentence: str, told: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    complain(Invalid(sentence, errors=[UNKNOWN]))
    assert capsys.readouterr().err.splitlines() == told
