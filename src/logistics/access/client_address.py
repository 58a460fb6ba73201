"""Who really asks: the sender of the connection, or whom a proxy that is ours says it speaks for."""

import hmac
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from pydantic import Field, field_validator
from starlette.types import ASGIApp, Receive, Scope, Send

from logistics.kit.settings import Settings

SECRET_HEADER = b"x-proxy-secret"
_CLAIMS = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", SECRET_HEADER})


class ProxySettings(Settings):
    """The part of a service's settings that says which proxy is believed about whom it speaks for."""

    trusted_proxies: str = Field(default="127.0.0.1,::1", alias="LOGISTICS_TRUSTED_PROXIES")
    proxy_secret: str | None = Field(default=None, alias="LOGISTICS_PROXY_SECRET", repr=False)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks_of(value)
        return value


def networks_of(listed: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, separated by commas."""
    return [ip_network(part.strip()) for part in listed.split(",") if part.strip()]


class RealClient:
    """Puts the real sender into the scope, and takes away what nobody trustworthy said about it.

    Behind it, `scope["client"]`, `scope["scheme"]` and `X-Forwarded-Host` are true, whoever asks.
    """

    def __init__(self, app: ASGIApp, settings: ProxySettings) -> None:
        self._app = app
        self._networks = networks_of(settings.trusted_proxies)
        self._secret = settings.proxy_secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as an ASGI application."""
        if scope["type"] == "http":
            scope = self._truth(scope)
        await self._app(scope, receive, send)

    def _truth(self, scope: Scope) -> Scope:
        claims = {name: value for name, value in scope["headers"] if name in _CLAIMS}
        if not claims:
            return scope
        headers = [(name, value) for name, value in scope["headers"] if name not in _CLAIMS]
        if not self._is_ours(scope["client"], claims.get(SECRET_HEADER, b"")):
            return {**scope, "headers": headers}
        if (host := claims.get(b"x-forwarded-host")) is not None:
            headers.append((b"x-forwarded-host", host))
        told: dict[str, Any] = {"headers": headers}
        if (sender := self._sender(claims.get(b"x-forwarded-for", b"").decode("latin-1"))) is not None:
            told["client"] = (sender, 0)
        if (scheme := claims.get(b"x-forwarded-proto", b"").decode("latin-1")) in ("http", "https"):
            told["scheme"] = scheme
        return {**scope, **told}

    def _is_ours(self, peer: tuple[str, int] | None, secret: bytes) -> bool:
        """On one machine every program has the gateway's address, so there a secret tells them apart."""
        if peer is None or not self._is_proxy(peer[0]):
            return False
        return self._secret is None or hmac.compare_digest(secret, self._secret.encode())

    def _sender(self, forwarded_for: str) -> str | None:
        """The last address that is no proxy of ours: what stands before it, the sender wrote."""
        hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self._is_proxy(hop)), hops[0] if hops else None)

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)
