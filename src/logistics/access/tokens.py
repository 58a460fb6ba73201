"""Signed tokens: what the Order API gives out and both services accept instead of looking anybody up."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

from fastapi import Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from logistics.access.principal import CredentialNotAccepted, Principal, PrincipalKind

ALGORITHM = "Ed25519"
ACCESS_LIFETIME = timedelta(minutes=10)
RUN_LIFETIME = timedelta(minutes=30)
"""Longer than any run may take, so that a run never outlives its authority midway."""

_AUDIENCE = "logistics"
"""Links that are signed with the same keys say another one, so none of them is a credential."""

LEEWAY = timedelta(seconds=30)
"""How far the clocks of the machines that sign and check may be apart."""

_TRUSTED = timedelta(seconds=5)
"""A token signed with a key that was withdrawn is accepted this much longer where it was just seen."""
_MOST_TRUSTED = 1000


class KeySource(Protocol):
    """Where the public halves of signing keys come from."""

    async def find_key(self, kid: str) -> OKPKey | None:
        """The key of that id, if there is one."""


def access_claims(principal: Principal, now: datetime) -> dict[str, Any]:
    """What a token says about whoever exchanges a session or a key for it."""
    return _claims(principal, now, ACCESS_LIFETIME)


def run_claims(run_id: int, order_id: int, agent: str, scopes: frozenset[str], now: datetime) -> dict[str, Any]:
    """The authority that agents have in a run, and for how long."""
    run = Principal(
        kind="run",
        name=f"run {run_id} ({agent})",
        subject=f"run:{run_id}",
        grants=scopes,
        order_id=order_id,
        run_id=run_id,
        rests_on=(f"run:{run_id}",),
    )
    return _claims(run, now, RUN_LIFETIME)


def _claims(principal: Principal, now: datetime, lifetime: timedelta) -> dict[str, Any]:
    ends_at = now + lifetime
    said = {
        "aud": _AUDIENCE,
        "sub": principal.subject,
        "kind": principal.kind,
        "name": principal.name,
        "scope": " ".join(sorted(principal.grants)),
        "order": principal.order_id,
        "run": principal.run_id,
        "customer": principal.customer_id,
        "user": principal.user_id,
        "basis": list(principal.rests_on),
        "iat": now,
        "exp": min(ends_at, principal.until or ends_at),
    }
    return {name: value for name, value in said.items() if value is not None}


def sign(claims: dict[str, Any], key: OKPKey) -> str:
    """The claims as a token."""
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


async def verified(token: str, keys: KeySource, audience: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is ours, for this audience and unexpired.

    Raises:
        CredentialNotAccepted: It is not.
    """
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        key = await keys.find_key(kid) if isinstance(kid, str) else None
        if key is None:
            raise CredentialNotAccepted
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(now.timestamp()),
            leeway=int(LEEWAY.total_seconds()),
            exp={"essential": True},
            aud={"essential": True, "value": audience},
        )
        registry.validate(claims)
    except (JoseError, ValueError, TypeError):
        raise CredentialNotAccepted from None
    return claims


class Tokens:
    """Tells whom tokens were given to. Checking one costs as much as a small read, so it is believed for a while."""

    def __init__(self, keys: KeySource) -> None:
        self._keys = keys
        self._trusted: dict[str, tuple[Principal, datetime]] = {}

    async def principal_of(self, token: str, now: datetime) -> Principal:
        """Whom a token was given to.

        Raises:
            CredentialNotAccepted: It is not ours, it was changed, or it has expired.
        """
        principal, until = self._trusted.get(token, (None, now))
        if principal is not None and now < until:
            return principal
        claims = await verified(token, self._keys, _AUDIENCE, now)
        principal = _principal_of(claims)
        if len(self._trusted) >= _MOST_TRUSTED:
            self._trusted.clear()
        assert principal.until is not None
        self._trusted[token] = (principal, min(now + _TRUSTED, principal.until))
        return principal


def _principal_of(claims: dict[str, Any]) -> Principal:
    try:
        return Principal(
            kind=cast(PrincipalKind, claims["kind"]),
            name=claims["name"],
            subject=claims["sub"],
            grants=frozenset(claims["scope"].split()),
            order_id=claims.get("order"),
            run_id=claims.get("run"),
            customer_id=claims.get("customer"),
            user_id=claims.get("user"),
            by_token=True,
            rests_on=tuple(claims["basis"]),
            until=datetime.fromtimestamp(claims["exp"], UTC) + LEEWAY,
        )
    except (KeyError, AttributeError, TypeError):
        raise CredentialNotAccepted from None


def bearer_of(request: Request) -> str | None:
    """The credential in the Authorization header, if there is one.

    Raises:
        CredentialNotAccepted: The header says something else.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, credential = header.partition(" ")
    # What is not plain could not be sent on to a neighbour that is asked whose it is.
    plain = credential.isascii() and credential.isprintable() and " " not in credential
    if scheme.lower() != "bearer" or not credential or not plain:
        raise CredentialNotAccepted("Send `Authorization: Bearer <key or token>`.")
    return credential
