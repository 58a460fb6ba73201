"""What a restore does not bring back: sessions, one-time links, and rights that were taken away after the backup.

The database that is replaced knows what was taken away. What it does not know, as on a new machine, nobody does: then
keys end, unless whoever restores vouches for them.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from logistics.backup.postgres import list_tables

_USERS = "SELECT id, lower(email), role, customer_id, password_hash, active FROM users"
_AS_LAST = """
UPDATE users SET role = %(role)s, customer_id = %(customer_id)s, password_hash = %(password_hash)s,
    active = %(active)s, version = version + 1
WHERE id = %(id)s AND lower(email) = %(email)s AND (role, customer_id, password_hash, active)
    IS DISTINCT FROM (%(role)s, %(customer_id)s::bigint, %(password_hash)s, %(active)s)"""
_DISABLED = """
UPDATE users SET active = false, version = version + 1
WHERE id = %(id)s AND lower(email) = %(email)s AND active"""
_KEYS = "SELECT prefix, revoked_at FROM api_keys"


@dataclass(frozen=True, slots=True)
class Ended:
    """How much of what the backup holds is not in force any more."""

    sessions: int
    keys: int
    users: int

    def __str__(self) -> str:
        return f"{self.sessions} session(s) ended, {self.keys} key(s) revoked, {self.users} user(s) as they were last"


def end_authority(fresh: psycopg.Connection[Any], former: psycopg.Connection[Any], *, keep_keys: bool) -> Ended:
    """End in a restored order database what must not live again.

    Args:
        former: The database that is going to be replaced; it may be empty.
        keep_keys: Accept keys that it does not know.
    """
    if "public.sessions" not in list_tables(fresh):
        return Ended(0, 0, 0)  # A backup from before there were users.
    known = "public.sessions" in list_tables(former)
    users = _take_over_users(fresh, former) if known else 0
    keys = _revoke_keys(fresh, former.execute(_KEYS).fetchall() if known else [], keep_keys=keep_keys)
    sessions = fresh.execute("DELETE FROM sessions").rowcount
    fresh.execute("DELETE FROM sign_in_links")
    _withdraw_signing_keys(fresh)
    return Ended(sessions, keys, users)


def _revoke_keys(fresh: psycopg.Connection[Any], former: list[tuple[Any, ...]], *, keep_keys: bool) -> int:
    """Keys that were revoked since, and those of which nobody knows whether they were."""
    revoked = [prefix for prefix, revoked_at in former if revoked_at is not None]
    unknown = "" if keep_keys else "OR NOT prefix = ANY(%(known)s)"
    return fresh.execute(
        f"""UPDATE api_keys SET revoked_at = now()
            WHERE revoked_at IS NULL AND (prefix = ANY(%(revoked)s) {unknown})""".encode(),
        {"revoked": revoked, "known": [prefix for prefix, _ in former]},
    ).rowcount


def _take_over_users(fresh: psycopg.Connection[Any], former: psycopg.Connection[Any]) -> int:
    """Users who were changed since may do what they might do last; whose customer is gone may do nothing."""
    customers = {row[0] for row in fresh.execute("SELECT id FROM customers")}
    changed = 0
    for row in former.execute(_USERS).fetchall():
        user = dict(zip(("id", "email", "role", "customer_id", "password_hash", "active"), row, strict=True))
        there = user["customer_id"] is None or user["customer_id"] in customers
        changed += fresh.execute(_AS_LAST if there else _DISABLED, user).rowcount
    return changed


def _withdraw_signing_keys(fresh: psycopg.Connection[Any]) -> None:
    """No token that was signed before the restore is accepted; tracking links, signed by the same keys, go on."""
    fresh.execute("ALTER TABLE signing_keys ADD COLUMN IF NOT EXISTS withdrawn boolean NOT NULL DEFAULT false")
    fresh.execute("UPDATE signing_keys SET withdrawn = true")
