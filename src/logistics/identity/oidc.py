"""Signing in through an identity provider: OpenID Connect, authorization code with PKCE.

Users are matched by an e-mail address the provider vouches for. None is ever made: who may come in is said here.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response

from logistics.access.principal import CredentialNotAccepted
from logistics.access.tokens import verified
from logistics.identity.errors import OidcUnavailable, SignInFailed
from logistics.identity.id_tokens import claims_of
from logistics.identity.signing import SigningKeys
from logistics.kit import logs
from logistics.kit.clock import Clock

log = logs.get(__name__)

ATTEMPT_LIFETIME = timedelta(minutes=10)
TIMEOUT_S = 10
METADATA_LIFETIME = timedelta(minutes=10)
"""What the provider says of itself is not asked for again so soon; its keys are, at each sign-in."""
_AUDIENCE = "oidc-attempt"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """The identity provider, and what it knows us by."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


def is_secure(url: str) -> bool:
    """Whether what is sent there can be read by nobody on the way: encrypted, or never leaving this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


class OidcSignIn:
    """Attempts to sign in with the provider. What must be remembered meanwhile travels in a signed cookie."""

    def __init__(self, provider: OidcProvider, signing_keys: SigningKeys, now: Clock) -> None:
        self._provider = provider
        self._signing_keys = signing_keys
        self._now = now
        self._described: dict[str, Any] = {}
        self._described_until = now()

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
        claims = claims_of(
            str(token.get("id_token", "")),
            keys,
            issuer=metadata["issuer"],
            client_id=self._provider.client_id,
            nonce=begun["nonce"],
            now=self._now(),
        )
        email = str(claims.get("email", ""))
        # Other alphabets have letters that fold to Latin ones, and two addresses would be one to us.
        if not email.isascii() or "@" not in email or claims.get("email_verified") is not True:
            raise SignInFailed("The identity provider does not vouch for an e-mail address.")
        return email

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
        """What the provider says of itself."""
        if self._now() >= self._described_until:
            self._described = await self._read_metadata(client)
            self._described_until = self._now() + METADATA_LIFETIME
        return self._described

    async def _read_metadata(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        issuer = self._provider.issuer.rstrip("/")
        metadata = await self._read(client, f"{issuer}/.well-known/openid-configuration")
        endpoints = [str(metadata.get(name, "")) for name in _ENDPOINTS]
        if not all(map(is_secure, endpoints)) or str(metadata.get("issuer", "")).rstrip("/") != issuer:
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
            # Looked at here: of an answer without a code, fetch_token would make a request of its own invention.
            answer = parse_authorization_code_response(arrived, state=client.state)
            token: dict[str, Any] = await client.fetch_token(
                endpoint, grant_type="authorization_code", code=answer["code"], code_verifier=code_verifier
            )
        except AuthlibBaseError as error:
            log.info("oidc.refused", error=error.error)
            raise SignInFailed("The identity provider did not let you in, or this attempt is not yours.") from error
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("oidc.unavailable", error=type(error).__name__)
            raise OidcUnavailable("The identity provider does not answer as it should.") from error
        return token
