"""ID tokens, read as an attacker would write them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from logistics.identity.errors import SignInFailed
from logistics.identity.id_tokens import claims_of

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
AT = int(NOW.timestamp())
ISSUER = "https://id.example.com"
KEY = RSAKey.generate_key(2048, {"kid": "1"})
SAID: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "dana",
    "aud": "logistics",
    "exp": AT + 300,
    "iat": AT,
    "nonce": "n",
    "email": "dana@example.com",
}


def token(key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
    said = {name: value for name, value in (SAID | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "1"}, said, key, algorithms=[alg])


def read(text: str, keys: dict[str, Any] | None = None) -> dict[str, Any]:
    published: dict[str, Any] = keys if keys is not None else dict(KeySet([KEY]).as_dict(private=False))
    return claims_of(text, published, issuer=ISSUER, client_id="logistics", nonce="n", now=NOW)


def test_what_the_provider_says_to_us_now_is_believed() -> None:
    assert read(token())["email"] == "dana@example.com"
    assert read(token(aud=["logistics", "shop"], azp="logistics"))
    assert read(token(exp=AT - 59, iat=AT + 59))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://id.example.com.evil.example"},
        {"aud": "shop"},
        {"aud": ["logistics", "shop"]},
        {"aud": ["logistics", "shop"], "azp": "shop"},
        {"azp": "shop"},
        {"exp": AT - 61},
        {"iat": AT + 61},
        {"nbf": AT + 61},
        {"nonce": "of another attempt"},
        *({name: None} for name in ("iss", "sub", "aud", "exp", "iat", "nonce")),
    ],
    ids=str,
)
def test_what_it_says_to_somebody_else_or_another_time_is_not(changes: dict[str, Any]) -> None:
    with pytest.raises(SignInFailed):
        read(token(**changes))


def test_what_somebody_else_says_is_not() -> None:
    public = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    for forged in (
        "",
        "a.b.c",
        token(RSAKey.generate_key(2048, {"kid": "1"})),
        token(public, "HS256"),
        token().rsplit(".", 1)[0] + ".",
    ):
        with pytest.raises(SignInFailed):
            read(forged)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "?"}]}])
def test_without_the_providers_keys_nothing_is_believed(keys: dict[str, Any]) -> None:
    with pytest.raises(SignInFailed):
        read(token(), keys)
