"""HTTP: customers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from logistics.contracts.base import Page
from logistics.contracts.customers import CustomerCreate, CustomerPatch, CustomerRead
from logistics.customers.errors import CustomerChanged, CustomerNotFound, EmailTaken
from logistics.customers.repository import CustomerRepository
from logistics.kit.database import Database
from logistics.web.authorisation import allowed, guarded_router
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import FieldRequired, IfMatch, InvalidIfMatch, PathId, changed_fields

router: APIRouter = guarded_router(tags=["customers"])


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


@router.get(
    "/customers",
    response_model=Page[CustomerRead],
    summary="List customers",
    dependencies=[allowed("customers:read")],
    responses=problems(InvalidCursor),
)
async def list_customers(
    request: Request,
    email: Annotated[
        str | None, Query(max_length=254, pattern="^[^\0]*$", description="Exactly this address, in any case.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CustomerRead]:
    """A page of customers by id."""
    async with _database(request).transaction() as tx:
        rows = await CustomerRepository(tx).list_page(
            email=email, after_id=decode_cursor(cursor) or 0, limit=limit + 1
        )
    data, next_cursor = page(rows, limit, lambda customer: customer.id)
    return Page(data=data, next_cursor=next_cursor)


@router.post(
    "/customers",
    status_code=201,
    response_model=CustomerRead,
    summary="Create a customer",
    dependencies=[allowed("customers:write")],
    responses=problems(EmailTaken, RequestInFlight, IdempotencyKeyReused),
)
async def create_customer(request: Request, customer: CustomerCreate, once: Repeatable) -> Response:
    """A new customer; the e-mail address is unique whatever the letter case."""

    async def create() -> CustomerRead:
        async with _database(request).transaction() as tx:
            return await CustomerRepository(tx).add(customer)

    return await once(create)


@router.get(
    "/customers/{customer_id}",
    response_model=CustomerRead,
    summary="Read a customer",
    dependencies=[allowed("customers:read")],
    responses=problems(CustomerNotFound),
)
async def get_customer(request: Request, customer_id: PathId) -> CustomerRead:
    """One customer."""
    async with _database(request).transaction() as tx:
        return await CustomerRepository(tx).get(customer_id)


@router.patch(
    "/customers/{customer_id}",
    response_model=CustomerRead,
    summary="Change a customer",
    dependencies=[allowed("customers:write")],
    responses=problems(CustomerNotFound, EmailTaken, CustomerChanged, FieldRequired, InvalidIfMatch),
)
async def change_customer(
    request: Request, customer_id: PathId, patch: CustomerPatch, if_match: IfMatch = None
) -> CustomerRead:
    """Change what the body names; what it leaves away stays."""
    async with _database(request).transaction() as tx:
        customer = await CustomerRepository(tx).get(customer_id, for_update=True)
        if if_match is not None and if_match != customer.version:
            raise CustomerChanged(f"Customer {customer_id} is at version {customer.version} now.")
        changes = changed_fields(patch, nullable=patch.may_be_emptied)
        return await CustomerRepository(tx).save(customer.model_copy(update=changes))
