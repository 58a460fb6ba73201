"""HTTP: customers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from logistics.contracts.base import Page
from logistics.contracts.customers import CustomerCreate, CustomerPatch, CustomerRead
from logistics.customers.errors import CustomerChanged, CustomerNotFound, EmailTaken
from logistics.customers.service import CustomerService
from logistics.kit.patterns import STORABLE
from logistics.web.authorisation import allowed, guarded_router
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import FieldRequired, IfMatch, InvalidIfMatch, PathId

router: APIRouter = guarded_router(tags=["customers"])


async def _customers(request: Request) -> CustomerService:
    service: CustomerService = request.app.state.customers
    return service


Customers = Annotated[CustomerService, Depends(_customers)]


@router.get(
    "/customers",
    response_model=Page[CustomerRead],
    summary="List customers",
    dependencies=[allowed("customers:read")],
    responses=problems(InvalidCursor),
)
async def list_customers(
    customers: Customers,
    email: Annotated[
        Annotated[str, STORABLE] | None, Query(max_length=254, description="Exactly this address, in any case.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CustomerRead]:
    """A page of customers by id."""
    rows = await customers.list_page(email, decode_cursor(cursor) or 0, limit + 1)
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
async def create_customer(wanted: CustomerCreate, customers: Customers, once: Repeatable) -> Response:
    """A new customer; the e-mail address is unique whatever the letter case."""
    return await once(lambda: customers.add(wanted))


@router.get(
    "/customers/{customer_id}",
    response_model=CustomerRead,
    summary="Read a customer",
    dependencies=[allowed("customers:read")],
    responses=problems(CustomerNotFound),
)
async def get_customer(customer_id: PathId, customers: Customers) -> CustomerRead:
    """One customer."""
    return await customers.get(customer_id)


@router.patch(
    "/customers/{customer_id}",
    response_model=CustomerRead,
    summary="Change a customer",
    dependencies=[allowed("customers:write")],
    responses=problems(CustomerNotFound, EmailTaken, CustomerChanged, FieldRequired, InvalidIfMatch),
)
async def change_customer(
    customer_id: PathId, patch: CustomerPatch, customers: Customers, if_match: IfMatch = None
) -> CustomerRead:
    """Change what the body names; what it leaves away stays."""
    return await customers.change(customer_id, patch, if_match)
