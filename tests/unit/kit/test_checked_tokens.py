"""Tokens: whom they were given to, and how long that is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from logistics.access.principal import CredentialNotAccepted, Principal
from logistics.access.tokens import ACCESS_LIFETIME, Tokens, access_claims, sign

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ADA = Principal(kind="user", name="Ada", subject="user:1", grants=frozenset({"dispatcher"}), user_id=1)
LEEWAY = timedelta(seconds=30)


class KeysInMemory:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.key: OKPKey | None = OKPKey.generate_key("Ed25519", {"kid": "1"})
        self.asked = 0

    async def find_key(self, kid: str) -> OKPKey | None:
        self.asked += 1
        return self.key


@pytest.fixture
def keys():
    return KeysInMemory()


@pytest.fixture
def token(keys):
    return sign(access_claims(ADA, NOW), keys.key)


async def test_a_token_says_whom_it_was_given_to(keys, token):
    principal = await Tokens(keys).principal_of(token, NOW)
    assert (principal.name, principal.grants, principal.by_token) == ("Ada", frozenset({"dispatcher"}), True)


async def test_a_token_that_was_just_checked_is_not_checked_again(keys, token):
    tokens = Tokens(keys)
    assert await tokens.principal_of(token, NOW) == await tokens.principal_of(token, NOW + timedelta(seconds=4))
    assert keys.asked == 1


async def test_a_token_is_refused_soon_after_its_key_was_withdrawn(keys, token):
    tokens = Tokens(keys)
    await tokens.principal_of(token, NOW)
    keys.key = None
    with pytest.raises(CredentialNotAccepted):
        await tokens.principal_of(token, NOW + timedelta(seconds=5))


async def test_a_token_that_was_just_checked_is_refused_once_it_has_expired(keys, token):
    tokens = Tokens(keys)
    expires_at = NOW + ACCESS_LIFETIME
    await tokens.principal_of(token, expires_at - timedelta(seconds=1))
    await tokens.principal_of(token, expires_at + LEEWAY - timedelta(seconds=1))
    with pytest.raises(CredentialNotAccepted):
        await tokens.principal_of(token, expires_at + LEEWAY + timedelta(seconds=1))


async def test_a_changed_token_is_refused_though_the_true_one_was_just_accepted(keys, token):
    tokens = Tokens(keys)
    await tokens.principal_of(token, NOW)
    head, claims, signature = token.split(".")
    with pytest.raises(CredentialNotAccepted):
        await tokens.principal_of(f"{head}.{claims[:-4]}AAAA.{signature}", NOW)
