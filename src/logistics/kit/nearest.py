"""The name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that is nearest to a misspelt one; None when none is near."""
    return next(iter(get_close_matches(name[:100], sorted(known), n=1)), None)
