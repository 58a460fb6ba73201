"""Users and keys, and the decisions they make."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from logistics.access.permissions import Role as Role

SESSION_IDLE = timedelta(hours=12)
SESSION_LONGEST = timedelta(days=7)
LINK_LIFETIME = timedelta(hours=24)
BROWSER_KNOWN_FOR = timedelta(days=180)
MOST_BROWSERS = 20
"""Of one user."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly we remember when a session or key was last used; every request would be a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in. Without a password, by link or through an identity provider."""

    id: int
    email: str
    name: str
    role: Role
    customer_id: int | None
    password_hash: str | None = field(repr=False)
    active: bool
    version: int
    created_at: datetime

    @property
    def subject(self) -> str:
        """How the audit trail and tokens name this user."""
        return f"user:{self.id}"

    def change(self, changes: dict[str, Any]) -> "User":
        """The user with these fields changed."""
        return replace(self, **changes)

    def loses_trust(self, after: "User") -> bool:
        """Whether what this user is signed in with must not outlive the change."""
        return self.password_hash != after.password_hash or (self.active and not after.active)

    def gives_up_administration(self, after: "User") -> bool:
        """Whether there is one admin less after the change."""
        return self.role == "admin" and self.active and not (after.role == "admin" and after.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A program's credential."""

    id: int
    prefix: str
    secret_hash: bytes = field(repr=False)
    name: str
    grants: tuple[str, ...]
    customer_id: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    version: int

    @property
    def subject(self) -> str:
        """How the audit trail and tokens name this key."""
        return f"key:{self.id}"

    def holds(self, now: datetime) -> bool:
        """Whether it is accepted."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
