"""Tokens: accepted when they are ours and unexpired, refused in every other shape."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from logistics.access.permissions import RUN_SCOPES
from logistics.access.principal import CredentialNotAccepted, NotYourOrder, Principal
from logistics.access.published_keys import KeysUnavailable, PublishedKeys
from logistics.access.tokens import Tokens, access_claims, run_claims, sign
from tests.support.identity import Signer

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
DANA = Principal(kind="user", name="Dana", subject="user:5", grants=frozenset({"customer"}), customer_id=7, user_id=5)


@pytest.fixture
def signer() -> Signer:
    return Signer()


async def read(token: str, signer: Signer, now: datetime = NOW) -> Principal:
    async with signer.published() as keys:
        return await Tokens(keys).principal_of(token, now)


async def test_a_token_says_who_and_what_for(signer: Signer) -> None:
    got = await read(sign(access_claims(DANA, NOW), signer.key), signer)
    assert (got.kind, got.name, got.subject, got.user_id) == ("user", "Dana", "user:5", 5)
    assert (got.grants, got.customer_id, got.by_token) == (DANA.grants, 7, True)
    assert got.permissions == {"orders:read", "orders:write"}


async def test_a_runs_token_is_for_its_order(signer: Signer) -> None:
    got = await read(sign(run_claims(3, 123, "orchestrator", RUN_SCOPES, NOW), signer.key), signer)
    assert (got.run_id, got.order_id, got.name) == (3, 123, "run 3 (orchestrator)")
    assert "bookings:write" in got.permissions
    assert not got.permissions & {"orders:write", "runs:start", "vehicles:write", "users:admin"}
    got.require_order(123)
    with pytest.raises(NotYourOrder):
        got.require_order(124)


async def test_a_token_ends_when_its_time_is_up(signer: Signer) -> None:
    token = sign(access_claims(DANA, NOW), signer.key)
    assert await read(token, signer, NOW + timedelta(minutes=9))
    # Whoever signed it may have another clock, which may go ahead too.
    assert await read(token, signer, NOW + timedelta(minutes=10, seconds=29))
    assert await read(token, signer, NOW - timedelta(seconds=29))
    with pytest.raises(CredentialNotAccepted):
        await read(token, signer, NOW + timedelta(minutes=10, seconds=31))


def _part(document: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


async def test_what_somebody_else_made_is_refused(signer: Signer) -> None:
    claims = access_claims(DANA, NOW)
    good = sign(claims, signer.key)
    head, body, signature = good.split(".")
    plain = {"sub": "user:1", "aud": "logistics", "kind": "user", "name": "x", "scope": "admin", "exp": 9999999999}
    stolen_kid = OKPKey.generate_key("Ed25519", {"kid": signer.key.kid})
    public = OctKey.import_key(json.dumps(signer.key.as_dict(private=False)))
    for forged in (
        "",
        "x",
        "a.b.c",
        f"{head}.{body}.",
        f"{head}.{_part(plain)}.{signature}",
        f"{_part({'alg': 'none', 'kid': 'test'})}.{_part(plain)}.",
        sign(claims, stolen_kid),
        sign(claims, OKPKey.generate_key("Ed25519", {"kid": "another"})),
        jwt.encode({"alg": "HS256", "kid": "test"}, plain, public, algorithms=["HS256"]),
    ):
        with pytest.raises(CredentialNotAccepted):
            await read(forged, signer)


@pytest.mark.parametrize("missing", ["exp", "aud", "kind", "sub", "scope", "name", "basis"])
async def test_a_token_that_leaves_something_out_is_refused(signer: Signer, missing: str) -> None:
    claims = access_claims(DANA, NOW)
    del claims[missing]
    with pytest.raises(CredentialNotAccepted):
        await read(sign(claims, signer.key), signer)


async def test_a_token_for_something_else_is_refused(signer: Signer) -> None:
    with pytest.raises(CredentialNotAccepted):
        await read(sign(access_claims(DANA, NOW) | {"aud": "tracking"}, signer.key), signer)


async def test_keys_are_read_once_and_kept_while_their_publisher_is_down(signer: Signer) -> None:
    token = sign(access_claims(DANA, NOW), signer.key)
    async with signer.published() as keys:
        await Tokens(keys).principal_of(token, NOW)
        signer.down = True
        for _ in range(3):
            await Tokens(keys).principal_of(token, NOW)
    assert signer.reads == 1


async def test_an_unknown_key_is_looked_for_but_not_at_every_request(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signer.published() as keys:
        assert await keys.find_key("test") is not None
        for _ in range(10):
            assert await keys.find_key("nobody's") is None
        assert signer.reads == 1
        signer.key = OKPKey.generate_key("Ed25519", {"kid": "next"})
        monkeypatch.setattr("logistics.access.published_keys.PAUSE_S", 0.0)
        assert await keys.find_key("next") is not None
        assert await keys.find_key("test") is None


async def test_before_any_key_was_read_the_trouble_is_the_publishers(signer: Signer) -> None:
    signer.down = True
    async with signer.published() as keys:
        with pytest.raises(KeysUnavailable):
            await keys.find_key("test")
        signer.down = False
        assert await keys.find_key("test") is not None


@pytest.mark.parametrize(
    "answer", [httpx2.Response(500), httpx2.Response(200, text="<html>"), httpx2.Response(200, json={})]
)
async def test_what_is_no_key_set_is_not_taken_for_one(answer: httpx2.Response) -> None:
    async with PublishedKeys("http://orders", httpx2.MockTransport(lambda request: answer)) as keys:
        with pytest.raises(KeysUnavailable):
            await keys.find_key("test")
