"""What all spellings of a name have in common."""

import re
import unicodedata

ACCENTS = re.compile("[\u0300-\u036f]+")
PUNCTUATION = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """A name without accents, capitals or punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return PUNCTUATION.sub(" ", ACCENTS.sub("", letters)).strip()
