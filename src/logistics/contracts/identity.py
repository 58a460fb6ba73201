"""Order API: signing in, users, keys, tokens, the audit trail, tracking links."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
)

from logistics.access.permissions import Role as Role
from logistics.access.principal import PrincipalKind
from logistics.contracts.base import Contract, Patch
from logistics.contracts.events import Actor
from logistics.contracts.mailbox import ONE_MAILBOX
from logistics.contracts.moments import Moment
from logistics.contracts.numbers import Flag, Id, Version
from logistics.contracts.texts import ONE_LINE, Line
from logistics.kit.mailbox import LONGEST, MAILBOX, WORDS
from logistics.kit.patterns import Pattern

# Without a dot too, so that the first admin of a laptop can be admin@localhost.
UserEmail = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST),
    Pattern(MAILBOX, WORDS),
    ONE_MAILBOX,
    Field(examples=["dispatch@example.com"]),
]
KnownEmail = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST),
    Pattern(r"^[!-?A-~]+@[!-?A-~]+$", WORDS),
    Field(examples=["dispatch@example.com"]),
]
"""An address that somebody signs in with; whether it is one of a user is all that matters."""
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
NewPassword = Annotated[
    str,
    StringConstraints(min_length=12, max_length=1000),
    ONE_LINE,
    Field(examples=["correct horse battery staple"]),
]


class SignIn(Contract):
    """A password with its e-mail address, or the secret of a one-time link."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "dispatch@example.com", "password": "correct horse battery staple"}]
        }
    )

    email: KnownEmail | None = None
    password: Secret | None = Field(default=None, repr=False)
    link: Secret | None = Field(default=None, repr=False)
    replace: Flag = Field(
        default=False, description="With a link: end the session that this browser is signed in with."
    )


class SessionRead(Contract):
    """Who is signed in. `csrf_token` goes into the header X-CSRF-Token of requests that change something."""

    kind: PrincipalKind
    name: str
    user_id: Id | None
    customer_id: Id | None
    permissions: list[str]
    csrf_token: str | None


class UserCreate(Contract):
    """Somebody who may sign in. A customer's user names the customer; without a password, by link or OIDC only."""

    email: UserEmail
    name: Line = Field(examples=["Dana Petersen"])
    role: Role = Field(examples=["dispatcher"])
    customer_id: Id | None = None
    password: NewPassword | None = Field(default=None, repr=False)


class UserPatch(Patch):
    """What may change of a user; a field left away stays as it is."""

    may_be_emptied = frozenset({"customer_id"})
    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "viewer"}]})

    name: Line | None = None
    role: Role | None = None
    customer_id: Id | None = None
    password: NewPassword | None = Field(default=None, repr=False)
    active: Flag | None = None


class UserRead(Contract):
    """A user as stored."""

    id: Id
    email: str
    name: str
    role: Role
    customer_id: Id | None
    active: bool
    has_password: bool
    version: Version
    created_at: datetime


class SignInLinkRead(Contract):
    """A secret that signs its user in once: `<panel>/#link=<secret>`. It is shown this once."""

    link: str = Field(repr=False)
    expires_at: datetime


class KeyCreate(Contract):
    """A key for a program. `grants` are roles, services' scopes or single permissions."""

    name: Line = Field(examples=["Shop integration"])
    grants: Annotated[list[Line], Field(min_length=1, max_length=50, examples=[["orders:read", "orders:write"]])]
    customer_id: Id | None = Field(default=None, description="Goes with the grant `customer`.")
    expires_at: Moment | None = None


class KeyRead(Contract):
    """A key as stored; its secret is not."""

    id: Id
    prefix: str
    name: str
    grants: list[str]
    customer_id: Id | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class KeyCreated(KeyRead):
    """A new key with its secret, which is shown this once."""

    key: str = Field(repr=False)


class TokenRead(Contract):
    """A signed token for both services."""

    token: str = Field(repr=False)
    expires_at: datetime


class EndingsRead(Contract):
    """What tokens may rest on (their claim `basis`) and no longer do."""

    data: list[str] = Field(examples=[["run:7", "key:3#1", "user:5#2"]])
    next_since: datetime = Field(description="Ask with this next time; some of the answer will be repeated.")


class PublicKeys(Contract):
    """A JSON Web Key Set (RFC 7517): what tokens are checked with."""

    keys: list[dict[str, Any]]


class AuditRead(Contract):
    """A change of who may do what, or an attempt to sign in."""

    id: Id
    type: str
    actor: Actor
    subject: str = Field(description="Whom or what it is about, for instance `user:5`.")
    at: datetime
    request_id: str | None
    data: dict[str, Any]
