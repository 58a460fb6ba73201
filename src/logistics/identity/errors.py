"""Every way this context can say no.

Unauthenticated    SignInFailed
Forbidden          CsrfTokenMissing, CrossSite, TokenNotExchangeable, BeyondYourOwn
NotFound           UserNotFound, KeyNotFound, OidcNotConfigured
Conflict           UserEmailTaken, LastAdmin, NoSessionToEnd, AlreadySignedIn
PreconditionFailed UserChanged
Invalid            UserInvalid, KeyInvalid, SignInIncomplete
TooMany            TooManySignIns
Unavailable        OidcUnavailable
"""

from collections.abc import Iterable

from logistics.kit.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    TooMany,
    Unauthenticated,
    Unavailable,
)


class SignInFailed(Unauthenticated):
    """These are not the credentials of an active user."""


class CsrfTokenMissing(Forbidden):
    """A request that changes something needs X-CSRF-Token when it comes with the session cookie."""


class CrossSite(Forbidden):
    """Another site may not act in a signed-in person's name."""


class TokenNotExchangeable(Forbidden):
    """A token cannot be exchanged for another one; use the key or the session."""


class BeyondYourOwn(Forbidden):
    """Nobody gives, changes or takes away more than they hold themselves."""

    def __init__(self, whose: str, lacking: Iterable[str]) -> None:
        missing = sorted(lacking)
        super().__init__(
            f"{whose} may do what you may not ({', '.join(missing)}); ask somebody who holds that too.",
            permissions=missing,
        )


class UserNotFound(NotFound):
    """There is no such user."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"There is no user {user_id}.", user_id=user_id)


class KeyNotFound(NotFound):
    """There is no such key."""

    def __init__(self, key_id: int) -> None:
        super().__init__(f"There is no key {key_id}.", key_id=key_id)


class OidcNotConfigured(NotFound):
    """Signing in through an identity provider is not set up here."""


class UserEmailTaken(Conflict):
    """Another user has this e-mail address."""

    def __init__(self) -> None:
        super().__init__(
            "Another user has this e-mail address, whatever the letter case.",
            errors=[FieldError("/email", "taken", "Use the existing user, or another address.")],
        )


class LastAdmin(Conflict):
    """Nobody would be left who can administer."""


class NoSessionToEnd(Conflict):
    """A key or a token was used; there is no session to end."""


class AlreadySignedIn(Conflict):
    """Somebody is signed in here; a link does not take their place unasked."""


class UserChanged(PreconditionFailed):
    """The user was changed by somebody else."""


class UserInvalid(Invalid):
    """The user cannot be stored as it is."""

    def __init__(self, pointer: str, code: str, message: str) -> None:
        super().__init__(f"{pointer}: {message}", errors=[FieldError(pointer, code, message)])


class KeyInvalid(Invalid):
    """The key cannot be given out like this."""

    def __init__(self, pointer: str, code: str, message: str) -> None:
        super().__init__(f"{pointer}: {message}", errors=[FieldError(pointer, code, message)])


class SignInIncomplete(Invalid):
    """Give an e-mail address and a password, or the secret of a link."""


class TooManySignIns(TooMany):
    """Too many attempts to sign in failed."""


class OidcUnavailable(Unavailable):
    """The identity provider does not answer as it should."""
