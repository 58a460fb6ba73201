"""Texts that say what they look like: no line breaks, no control and no hidden characters of any alphabet."""

import unicodedata

LINE_BREAK, TAB = "\n", "\t"
MULTI_LINE = LINE_BREAK + TAB
"""What a text of several lines may hold besides what a line may."""

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that print nothing."""
_JOINING_NAMES = """ARABIC SYRIAC NKO MONGOLIAN DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA
    MALAYALAM SINHALA KHMER MYANMAR TIBETAN BALINESE JAVANESE"""
_JOINING_SCRIPTS = frozenset(_JOINING_NAMES.split())
"""Scripts in whose words a joiner or non-joiner changes what is read: می‌خواهم, ക്‍."""


def refused_in(text: str, allowed: str = "") -> str | None:
    """The first character that may not stand in a text, as `U+2028`; None when all may.

    Refused is what breaks a line, controls, hides or turns other text, is half a character, or means nothing
    (Unicode categories Cc, Cf, Cs, Co, Cn, Zl, Zp, and fillers). Joiners may stand where their script needs them, and
    one variation selector after what it varies.
    """
    if text.isascii() and text.isprintable():
        return None
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    refused = (char for before, char, after in around if not _may_stand(before, char, after) and char not in allowed)
    char = next(refused, None)
    return None if char is None else f"U+{ord(char):04X}"


def one_line(text: str) -> str:
    """The text with a space for every character that may not stand in a line."""
    return " ".join(_cleaned(text, "").split())


def cleaned(text: str) -> str:
    """The text with a space for every character that may not stand in a text of several lines."""
    return _cleaned(text, MULTI_LINE)


def _cleaned(text: str, allowed: str) -> str:
    if refused_in(text, allowed) is None:
        return text
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return "".join(c if c in allowed or _may_stand(before, c, after) else " " for before, c, after in around)


def _may_stand(before: str, char: str, after: str) -> bool:
    if char in (_ZWNJ, _ZWJ):
        return _joins(before, after) or (char == _ZWJ and _is_symbol(before) and _is_symbol(after))
    if _is_selector(char):
        return not before.isspace() and not _is_selector(before)
    return (char.isprintable() and char not in _FILLERS) or unicodedata.category(char) == "Zs"


def _joins(before: str, after: str) -> bool:
    # A joiner may also end a word: Malayalam chillu letters.
    return _script(before) in _JOINING_SCRIPTS and (after == " " or _script(after) in _JOINING_SCRIPTS)


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0] if unicodedata.category(char)[0] in "LM" else ""


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f"


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char in "\u180b\u180c\u180d\u180f"
