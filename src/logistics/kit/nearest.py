"""The name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that is nearest to a misspelt one, of whatever case; None when none is near."""
    by_lower_case = {each.lower(): each for each in sorted(known)}
    near = get_close_matches(name[:100].lower(), by_lower_case, n=1)
    return by_lower_case[near[0]] if near else None
