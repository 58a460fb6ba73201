"""HTTP: users."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from logistics.contracts.base import Page
from logistics.contracts.identity import SignInLinkRead, UserCreate, UserPatch, UserRead
from logistics.identity.accounts import AccountService
from logistics.identity.errors import BeyondYourOwn, LastAdmin, UserChanged, UserEmailTaken, UserInvalid, UserNotFound
from logistics.identity.wire import user_read
from logistics.kit.patterns import STORABLE
from logistics.web.authorisation import Caller, allowed, guarded_router
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import FieldRequired, IfMatch, InvalidIfMatch, PathId

router: APIRouter = guarded_router(prefix="/users", tags=["users"])


async def _accounts(request: Request) -> AccountService:
    service: AccountService = request.app.state.accounts
    return service


Accounts = Annotated[AccountService, Depends(_accounts)]


@router.get(
    "",
    response_model=Page[UserRead],
    summary="List users",
    dependencies=[allowed("users:admin")],
    responses=problems(InvalidCursor),
)
async def list_users(
    accounts: Accounts,
    email: Annotated[
        Annotated[str, STORABLE] | None, Query(max_length=254, description="Exactly this address, in any case.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[UserRead]:
    """A page of users by id."""
    rows = await accounts.list_page(email=email, after_id=decode_cursor(cursor) or 0, limit=limit + 1)
    shown, next_cursor = page(rows, limit, lambda user: user.id)
    return Page(data=[user_read(user) for user in shown], next_cursor=next_cursor)


@router.post(
    "",
    status_code=201,
    response_model=UserRead,
    summary="Add a user",
    dependencies=[allowed("users:admin")],
    responses=problems(UserEmailTaken, UserInvalid, BeyondYourOwn),
)
async def add_user(wanted: UserCreate, accounts: Accounts, caller: Caller) -> UserRead:
    """Their e-mail address is unique whatever the letter case, so a repeat is refused."""
    return user_read(await accounts.add(wanted, caller))


@router.get(
    "/{user_id}",
    response_model=UserRead,
    summary="Read a user",
    dependencies=[allowed("users:admin")],
    responses=problems(UserNotFound),
)
async def get_user(user_id: PathId, accounts: Accounts) -> UserRead:
    """One user."""
    return user_read(await accounts.get(user_id))


@router.patch(
    "/{user_id}",
    response_model=UserRead,
    summary="Change a user",
    dependencies=[allowed("users:admin")],
    responses=problems(
        UserNotFound, UserInvalid, UserChanged, LastAdmin, FieldRequired, InvalidIfMatch, BeyondYourOwn
    ),
)
async def change_user(
    user_id: PathId, patch: UserPatch, accounts: Accounts, caller: Caller, if_match: IfMatch = None
) -> UserRead:
    """A new password, or `active: false`, ends every session of the user; any change ends their tokens."""
    return user_read(await accounts.change(user_id, patch, if_match, caller))


@router.post(
    "/{user_id}/sign-in-link",
    status_code=201,
    response_model=SignInLinkRead,
    summary="Make a one-time sign-in link",
    dependencies=[allowed("users:admin")],
    responses=problems(UserNotFound, UserInvalid, BeyondYourOwn),
)
async def create_sign_in_link(user_id: PathId, accounts: Accounts, caller: Caller) -> SignInLinkRead:
    """It holds for a day and replaces the one before."""
    link, expires_at = await accounts.new_link(user_id, caller)
    return SignInLinkRead(link=link, expires_at=expires_at)
