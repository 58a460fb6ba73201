"""A restore brings back what people did, and not what they may no longer do."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.backup.conftest import Shop, ask, run

PEOPLE = """
INSERT INTO users (email, name, role, customer_id, password_hash, created_at) VALUES
    ('chief@x.example', 'Chief', 'admin', NULL, 'old', now()),
    ('dana@x.example', 'Dana', 'admin', NULL, 'old', now()),
    ('lee@x.example', 'Lee', 'customer', 1, 'old', now()), ('ada@x.example', 'Ada', 'admin', NULL, 'old', now());
INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at)
    SELECT sha256(name::bytea), id, now(), now() FROM users;
INSERT INTO sign_in_links (token_hash, user_id, expires_at)
    SELECT sha256(email::bytea), id, now() + '1 day' FROM users;
INSERT INTO api_keys (prefix, secret_hash, name, grants, created_at)
    SELECT prefix, '\\x00', prefix, '{admin}', now() FROM unnest('{kept,ended}'::text[]) prefix;
INSERT INTO signing_keys (kid, jwk, created_at) VALUES ('one', '{}', now());
"""
SINCE = """
UPDATE users SET active = false WHERE name = 'Dana';
UPDATE users SET role = 'viewer', password_hash = 'new' WHERE name = 'Ada';
INSERT INTO customers (id, name, email, language) OVERRIDING SYSTEM VALUE VALUES (900, 'New', 'n@x.example', 'en');
UPDATE users SET customer_id = 900 WHERE name = 'Lee';
UPDATE api_keys SET revoked_at = now() WHERE prefix = 'ended';
"""


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def backed_up(shop: Shop) -> Path:
    """A backup with people, after which rights were taken away."""
    run(shop.order_db, PEOPLE)
    taken = shop.back_up()
    run(shop.order_db, SINCE)
    return Path(taken.address)


def accepted(shop: Shop) -> list[Any]:
    return [row[0] for row in rows(shop.order_db, "SELECT prefix FROM api_keys WHERE revoked_at IS NULL ORDER BY 1")]


def test_what_was_taken_away_after_the_backup_stays_away(shop: Shop, backed_up: Path) -> None:
    shop.restore(backed_up, force=True)
    assert accepted(shop) == ["kept"]
    users = rows(shop.order_db, "SELECT name, role, password_hash, active FROM users ORDER BY id")
    assert users == [
        ("Chief", "admin", "old", True),
        ("Dana", "admin", "old", False),
        ("Lee", "customer", "old", False),
        ("Ada", "viewer", "new", True),
    ]


def test_everybody_signs_in_again_and_no_token_from_before_is_proven(shop: Shop, backed_up: Path) -> None:
    shop.restore(backed_up, force=True)
    for table in ("sessions", "sign_in_links", "signing_keys WHERE NOT withdrawn"):
        assert ask(shop.order_db, f"SELECT count(*) FROM {table}") == 0, table
    assert ask(shop.order_db, "SELECT count(*) FROM signing_keys") == 1
    assert "4 session(s) ended, 1 key(s) revoked, 3 user(s) as they were last" in shop.said


def test_where_nobody_knows_what_was_revoked_no_key_is_accepted_unless_it_is_vouched_for(
    shop: Shop, backed_up: Path
) -> None:
    shop.destroy()
    shop.restore(backed_up)
    assert accepted(shop) == []
    shop.destroy()
    shop.restore(backed_up, keep_keys=True)
    assert accepted(shop) == ["ended", "kept"]


def test_keys_are_never_kept_that_are_known_to_be_revoked(shop: Shop, backed_up: Path) -> None:
    shop.restore(backed_up, force=True, keep_keys=True)
    assert accepted(shop) == ["kept"]
