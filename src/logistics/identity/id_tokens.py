"""What an identity provider says about somebody: an ID token, believed when it is the provider's, for us, and now."""

from datetime import datetime
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from logistics.identity.errors import SignInFailed
from logistics.kit import logs

log = logs.get(__name__)

ALGORITHMS = ["RS256", "PS256", "ES256", "Ed25519"]
"""Signatures only: with a shared secret, whoever knows it could say anything."""
LEEWAY_S = 60
"""How far the provider's clock and ours may be apart."""


def claims_of(
    id_token: str, keys: dict[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """What the token says (OpenID Connect Core, 3.1.3.7).

    Args:
        keys: The provider's JSON Web Key Set.
        nonce: Of the attempt that the token must answer.

    Raises:
        SignInFailed: It is somebody else's, for somebody else, for another attempt, or out of date.
    """
    registry = jwt.JWTClaimsRegistry(
        now=lambda: int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        known = KeySet.import_key_set(cast(KeySetSerialization, keys))
        claims = jwt.decode(id_token, known, algorithms=ALGORITHMS).claims
        registry.validate(claims)
        _require_meant_for(client_id, claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        log.warning("oidc.id_token_refused", error=type(error).__name__)
        raise SignInFailed("What the identity provider says cannot be verified.") from None
    return claims


def _require_meant_for(client_id: str, claims: dict[str, Any]) -> None:
    """Refuse a token that another client of the provider asked for, though we are among its audience."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ValueError("another client's")
