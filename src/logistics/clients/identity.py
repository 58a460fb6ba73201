"""IdentityClient: users and keys of the Order API, typed."""

from logistics.clients.http import ServiceClient
from logistics.contracts.base import Page
from logistics.contracts.identity import (
    AuditRead,
    KeyCreate,
    KeyCreated,
    KeyRead,
    SessionRead,
    SignInLinkRead,
    UserCreate,
    UserPatch,
    UserRead,
)


class IdentityClient(ServiceClient):
    """What administrators do; errors come back as `kit.errors` with the service's code."""

    async def who_am_i(self) -> SessionRead:
        """Whom the credential belongs to."""
        return await self._get(SessionRead, "sessions/current")

    async def list_users(
        self, *, email: str | None = None, limit: int = 200, cursor: str | None = None
    ) -> Page[UserRead]:
        """A page of users; `email` finds the one with exactly this address."""
        return await self._get(Page[UserRead], "users", email=email, limit=limit, cursor=cursor)

    async def add_user(self, user: UserCreate) -> UserRead:
        """A new user."""
        return await self._post(UserRead, "users", user)

    async def change_user(self, user_id: int, change: UserPatch) -> UserRead:
        """Change a user."""
        return await self._patch(UserRead, f"users/{user_id}", change)

    async def create_sign_in_link(self, user_id: int) -> SignInLinkRead:
        """The secret of a one-time link."""
        return await self._post(SignInLinkRead, f"users/{user_id}/sign-in-link")

    async def list_keys(self, *, limit: int = 200, cursor: str | None = None) -> Page[KeyRead]:
        """A page of keys, newest first."""
        return await self._get(Page[KeyRead], "keys", limit=limit, cursor=cursor)

    async def create_key(self, key: KeyCreate) -> KeyCreated:
        """A new key with its text."""
        return await self._post(KeyCreated, "keys", key)

    async def revoke_key(self, key_id: int) -> None:
        """Accept a key no longer."""
        await self._send("DELETE", f"keys/{key_id}")

    async def list_audit(self, *, limit: int = 200, cursor: str | None = None) -> Page[AuditRead]:
        """A page of the audit trail, newest first."""
        return await self._get(Page[AuditRead], "audit", limit=limit, cursor=cursor)
