"""Random secrets: how they are made, how they look, and what is stored of them.

All are 256 random bits, so a plain SHA-256 of them cannot be turned back; only passwords need a slow hash.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

_KEY = re.compile(r"lm_([A-Za-z0-9]{10})_([A-Za-z0-9_-]{43})")


def new_secret() -> str:
    """43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token_of(session: str) -> str:
    """The token that proves a request was made by a page that could read it; another site's cannot."""
    return base64.urlsafe_b64encode(digest(f"csrf {session}")).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as its holder keeps it: `lm_<prefix>_<secret>`. The prefix may be shown, the secret never."""

    prefix: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A key nobody has."""
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return cls("".join(secrets.choice(alphabet) for _ in range(10)), new_secret())

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The parts of a key; None when it is not one."""
        match = _KEY.fullmatch(text)
        return cls(match[1], match[2]) if match else None

    def __str__(self) -> str:
        return f"lm_{self.prefix}_{self.secret}"
