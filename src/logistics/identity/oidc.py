"""Signing in through an identity provider: OpenID Connect, authorization code with PKCE.

Users are matched by an e-mail address the provider vouches for. None is ever made: who may come in is said here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from logistics.identity.errors import OidcUnavailable, SignInFailed
from logistics.identity.signing import SigningKeys
from logistics.kit import logs
from logistics.kit.clock import Clock
from logistics.kit.principal import CredentialNotAccepted
from logistics.kit.tokens import verified

log = logs.get(__name__)

ATTEMPT_LIFETIME = timedelta(minutes=10)
ALGORITHMS = ["RS256", "PS256", "ES256", "Ed25519"]
TIMEOUT_S = 10
_AUDIENCE = "oidc-attempt"


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """The identity provider, and what it knows us by."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


class OidcSignIn:
    """Attempts to sign in with the provider. What must be remembered meanwhile travels in a signed cookie."""

    def __init__(self, provider: OidcProvider, signing_keys: SigningKeys, now: Clock) -> None:
        self._provider = provider
        self._signing_keys = signing_keys
        self._now = now

    async def begin(self, callback_url: str) -> tuple[str, str]:
        """Where to send the browser, and the attempt it brings back.

        Raises:
            OidcUnavailable: The provider does not say where.
        """
        secrets = {name: generate_token(48) for name in ("state", "nonce", "code_verifier")}
        async with self._client(callback_url) as client:
            metadata = await self._metadata(client)
            url, _ = client.create_authorization_url(metadata["authorization_endpoint"], **secrets)
        attempt = {"aud": _AUDIENCE, "exp": self._now() + ATTEMPT_LIFETIME, **secrets}
        return url, await self._signing_keys.sign(attempt)

    async def finish(self, callback_url: str, arrived: str, attempt: str | None) -> str:
        """The verified e-mail address of whoever came back.

        Args:
            callback_url: As it was given to the provider.
            arrived: The address the browser came back to, with what the provider put there.

        Raises:
            SignInFailed: The attempt is not this browser's, it was refused, or nobody vouches for an address.
            OidcUnavailable: The provider does not answer as it should.
        """
        try:
            begun = await verified(attempt or "", self._signing_keys, _AUDIENCE, self._now())
        except CredentialNotAccepted:
            raise SignInFailed("This attempt to sign in has expired; begin again.") from None
        async with self._client(callback_url, state=begun["state"]) as client:
            metadata = await self._metadata(client)
            token = await self._exchange(client, metadata["token_endpoint"], arrived, begun["code_verifier"])
            keys = await self._read(client, metadata["jwks_uri"])
        claims = self._claims(str(token.get("id_token", "")), keys, metadata["issuer"], begun["nonce"])
        if not claims.get("email") or claims.get("email_verified") is not True:
            raise SignInFailed("The identity provider does not vouch for an e-mail address.")
        return str(claims["email"])

    def _client(self, callback_url: str, state: str | None = None) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._provider.client_id,
            self._provider.client_secret,
            scope="openid email",
            redirect_uri=callback_url,
            code_challenge_method="S256",
            state=state,
            timeout=TIMEOUT_S,
        )

    async def _metadata(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        issuer = self._provider.issuer.rstrip("/")
        metadata = await self._read(client, f"{issuer}/.well-known/openid-configuration")
        wanted = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
        if not wanted <= metadata.keys() or str(metadata.get("issuer", "")).rstrip("/") != issuer:
            raise OidcUnavailable("The identity provider does not describe itself as it should.")
        return metadata

    async def _read(self, client: AsyncOAuth2Client, url: str) -> dict[str, Any]:
        try:
            answer = await client.request("GET", url, withhold_token=True)
            answer.raise_for_status()
            document = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("oidc.unavailable", error=type(error).__name__)
            raise OidcUnavailable("The identity provider does not answer as it should.") from error
        return document if isinstance(document, dict) else {}

    async def _exchange(
        self, client: AsyncOAuth2Client, endpoint: str, arrived: str, code_verifier: str
    ) -> dict[str, Any]:
        try:
            token: dict[str, Any] = await client.fetch_token(
                endpoint, authorization_response=arrived, code_verifier=code_verifier
            )
        except AuthlibBaseError as error:
            log.info("oidc.refused", error=error.error)
            raise SignInFailed("The identity provider did not let you in, or this attempt is not yours.") from error
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("oidc.unavailable", error=type(error).__name__)
            raise OidcUnavailable("The identity provider does not answer as it should.") from error
        return token

    def _claims(self, id_token: str, keys: dict[str, Any], issuer: str, nonce: str) -> dict[str, Any]:
        now: datetime = self._now()
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(now.timestamp()),
            leeway=60,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._provider.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(
                id_token, KeySet.import_key_set(cast(KeySetSerialization, keys)), algorithms=ALGORITHMS
            ).claims
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            log.warning("oidc.id_token_refused", error=type(error).__name__)
            raise SignInFailed("What the identity provider says cannot be verified.") from None
        return claims
