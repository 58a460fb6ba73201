"""Users, keys, principals and the audit trail -> contracts.identity."""

from logistics.access.principal import Principal
from logistics.contracts.events import Actor
from logistics.contracts.identity import AuditRead, KeyRead, SessionRead, UserRead
from logistics.identity.model import ApiKey, User
from logistics.identity.repository.audit import AuditEntry


def user_read(user: User) -> UserRead:
    """A user as they go over the wire."""
    same = {name: getattr(user, name) for name in UserRead.model_fields if name != "has_password"}
    return UserRead(**same, has_password=user.password_hash is not None)


def key_read(key: ApiKey) -> KeyRead:
    """A key as it goes over the wire."""
    return KeyRead.model_validate(
        {name: getattr(key, name) for name in KeyRead.model_fields} | {"grants": list(key.grants)}
    )


def session_read(principal: Principal, csrf_token: str | None) -> SessionRead:
    """Who somebody is, and what they may do."""
    return SessionRead(
        kind=principal.kind,
        name=principal.name,
        user_id=principal.user_id,
        customer_id=principal.customer_id,
        permissions=sorted(principal.permissions),
        csrf_token=csrf_token,
    )


def audit_read(entry: AuditEntry) -> AuditRead:
    """An entry of the audit trail as it goes over the wire."""
    return AuditRead(
        id=entry.id,
        type=entry.type,
        actor=Actor.model_validate({"kind": entry.actor_kind, "name": entry.actor_name}),
        subject=entry.subject,
        at=entry.at,
        request_id=entry.request_id,
        data=entry.data,
    )
