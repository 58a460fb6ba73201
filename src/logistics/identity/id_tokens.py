"""What an identity provider says about somebody: an ID token, believed when it is the provider's, for us, and now."""

from datetime import datetime
from typing import Any, cast

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
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
    must = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    meant = {"nonce": nonce, "client_id": client_id}
    try:
        known = KeySet.import_key_set(cast(KeySetSerialization, keys))
        token = jwt.decode(id_token, known, algorithms=ALGORITHMS)
        claims = CodeIDToken(token.claims, token.header, must, meant)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
        log.warning("oidc.id_token_refused", error=type(error).__name__)
        raise SignInFailed("What the identity provider says cannot be verified.") from None
    return dict(claims)
