"""Users and keys on the terminal."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from logistics.cli.output import print_json, print_table
from logistics.clients.identity import IdentityClient
from logistics.contracts.base import Page
from logistics.contracts.identity import KeyCreated, KeyRead, SignInLinkRead, UserRead
from logistics.kit.errors import Invalid, NotFound
from logistics.kit.wrong_values import words_of

Thing = TypeVar("Thing", bound=BaseModel)


class NoSuchUser(NotFound):
    """There is no user with this e-mail address."""


class Mistyped(Invalid):
    """What was typed cannot be taken."""


class _Listing(Protocol[Thing]):
    def __call__(self, *, cursor: str | None = None) -> Awaitable[Page[Thing]]: ...


def typed(kind: type[Thing], **fields: Any) -> Thing:
    """What somebody typed, as a request.

    Raises:
        Mistyped: Naming what is wrong, without repeating it.
    """
    try:
        return kind(**fields)
    except ValidationError as error:
        faults = [f"{fault['loc'][0]}: {words_of(fault)}." for fault in error.errors()]
        raise Mistyped(" ".join(faults)) from None


async def every(listing: _Listing[Thing]) -> list[Thing]:
    """All pages of a list together."""
    page = await listing()
    found = list(page.data)
    while page.next_cursor:
        page = await listing(cursor=page.next_cursor)
        found += page.data
    return found


async def user_with(identity: IdentityClient, email: str) -> UserRead:
    """The user with this address.

    Raises:
        NoSuchUser: There is none.
    """
    found = (await identity.list_users(email=email)).data
    if not found:
        raise NoSuchUser(f"There is no user {email}.")
    return found[0]


def print_user(user: UserRead, *, json: bool) -> None:
    """One user."""
    if json:
        print_json(user.model_dump(mode="json"))
    else:
        print_users([user], json=False)


def print_users(users: Sequence[UserRead], *, json: bool) -> None:
    """Users, one a line."""
    if json:
        print_json([user.model_dump(mode="json") for user in users])
        return
    headings = ("ID", "E-MAIL", "NAME", "ROLE", "CUSTOMER", "PASSWORD", "STATE")
    print_table(headings, [_user_row(user) for user in users])


def print_link(link: SignInLinkRead, panel: str, *, json: bool) -> None:
    """A sign-in link, ready to be opened."""
    url = f"{panel}#link={link.link}"
    if json:
        print_json({"url": url, "expires_at": link.expires_at.isoformat()})
    else:
        print(f"{url}\nIt works once, until {_day(link.expires_at)} UTC.")


def print_keys(keys: Sequence[KeyRead], *, json: bool) -> None:
    """Keys, one a line."""
    if json:
        print_json([key.model_dump(mode="json") for key in keys])
        return
    print_table(("ID", "KEY", "NAME", "GRANTS", "LAST USED", "STATE"), [_key_row(key) for key in keys])


def print_new_key(key: KeyCreated, *, json: bool) -> None:
    """A new key: alone on stdout, so that it can be piped to where it is kept."""
    if json:
        print_json(key.model_dump(mode="json"))
    else:
        print(key.key)


def _user_row(user: UserRead) -> tuple[str, ...]:
    return (
        str(user.id),
        user.email,
        user.name,
        user.role,
        str(user.customer_id or ""),
        "yes" if user.has_password else "no",
        "active" if user.active else "disabled",
    )


def _key_row(key: KeyRead) -> tuple[str, ...]:
    if key.revoked_at:
        state = "revoked"
    elif key.expires_at and key.expires_at <= datetime.now(UTC):
        state = "expired"
    else:
        state = "active"
    last_used = _day(key.last_used_at) if key.last_used_at else "never"
    return (str(key.id), f"lm_{key.prefix}_...", key.name, ", ".join(key.grants), last_used, state)


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
