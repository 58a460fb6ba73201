"""HTTP: products."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from logistics.contracts.base import Page
from logistics.contracts.products import ProductCreate, ProductPatch, ProductRead
from logistics.kit.database import Database
from logistics.kit.patterns import STORABLE
from logistics.products.errors import ProductChanged, ProductInvalid, ProductNotFound, SkuTaken
from logistics.products.handling import handling_faults
from logistics.products.repository import ProductRepository
from logistics.web.authorisation import allowed, guarded_router
from logistics.web.idempotency import IdempotencyKeyReused, Repeatable, RequestInFlight
from logistics.web.pages import Cursor, InvalidCursor, Limit, decode_cursor, page
from logistics.web.problems import problems
from logistics.web.requests import FieldRequired, IfMatch, InvalidIfMatch, PathId, changed_fields

router: APIRouter = guarded_router(tags=["products"])


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


@router.get(
    "/products",
    response_model=Page[ProductRead],
    summary="List products",
    dependencies=[allowed("products:read")],
    responses=problems(InvalidCursor),
)
async def list_products(
    request: Request,
    sku: Annotated[Annotated[str, STORABLE] | None, Query(max_length=64, description="Exactly this SKU.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ProductRead]:
    """A page of products by id."""
    async with _database(request).transaction() as tx:
        rows = await ProductRepository(tx).list_page(sku=sku, after_id=decode_cursor(cursor) or 0, limit=limit + 1)
    data, next_cursor = page(rows, limit, lambda product: product.id)
    return Page(data=data, next_cursor=next_cursor)


@router.post(
    "/products",
    status_code=201,
    response_model=ProductRead,
    summary="Create a product",
    dependencies=[allowed("products:write")],
    responses=problems(SkuTaken, ProductInvalid, RequestInFlight, IdempotencyKeyReused),
)
async def create_product(request: Request, product: ProductCreate, once: Repeatable) -> Response:
    """A new product; its SKU is unique."""

    _require_sound(product)

    async def create() -> ProductRead:
        async with _database(request).transaction() as tx:
            return await ProductRepository(tx).add(product)

    return await once(create)


@router.get(
    "/products/{product_id}",
    response_model=ProductRead,
    summary="Read a product",
    dependencies=[allowed("products:read")],
    responses=problems(ProductNotFound),
)
async def get_product(request: Request, product_id: PathId) -> ProductRead:
    """One product."""
    async with _database(request).transaction() as tx:
        return await ProductRepository(tx).get(product_id)


@router.patch(
    "/products/{product_id}",
    response_model=ProductRead,
    summary="Change a product",
    dependencies=[allowed("products:write")],
    responses=problems(ProductNotFound, ProductChanged, ProductInvalid, FieldRequired, InvalidIfMatch),
)
async def change_product(
    request: Request, product_id: PathId, patch: ProductPatch, if_match: IfMatch = None
) -> ProductRead:
    """Change what the body names; orders keep what they were placed with."""
    async with _database(request).transaction() as tx:
        product = await ProductRepository(tx).get(product_id, for_update=True)
        if if_match is not None and if_match != product.version:
            raise ProductChanged(f"Product {product_id} is at version {product.version} now.")
        changes = changed_fields(patch, nullable=patch.may_be_emptied)
        changed = product.model_copy(update=changes)
        _require_sound(changed)
        return await ProductRepository(tx).save(changed)


def _require_sound(product: ProductCreate) -> None:
    if faults := handling_faults(product):
        raise ProductInvalid(faults)
