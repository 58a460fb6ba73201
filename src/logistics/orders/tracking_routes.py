"""HTTP: tracking links."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from logistics.contracts.tracking import TrackingLinkRead, TrackingRead
from logistics.orders.errors import OrderNotFound, TrackingLinkNotFound
from logistics.orders.for_customers import sentence_about
from logistics.orders.model import OrderId
from logistics.orders.tracking import TrackingService
from logistics.web.authorisation import Caller, allowed, guarded_router, public
from logistics.web.problems import problems
from logistics.web.requests import PathId

router: APIRouter = guarded_router(tags=["tracking"])

PAGE = "/track.html"


async def _tracking(request: Request) -> TrackingService:
    service: TrackingService = request.app.state.tracking
    return service


Tracking = Annotated[TrackingService, Depends(_tracking)]


@router.post(
    "/orders/{order_id}/tracking-link",
    status_code=201,
    summary="Make a tracking link",
    dependencies=[allowed("orders:write")],
    responses=problems(OrderNotFound),
)
async def create_tracking_link(order_id: PathId, tracking: Tracking, caller: Caller) -> TrackingLinkRead:
    """For the customer. It holds for 30 days and needs no account; each call makes another one."""
    token, expires_at = await tracking.new_link(OrderId(order_id), caller)
    return TrackingLinkRead(url=f"{PAGE}#{token}", expires_at=expires_at)


@router.get(
    "/tracking",
    summary="Track an order",
    dependencies=[public()],
    responses=problems(TrackingLinkNotFound),
)
async def track_order(
    tracking: Tracking,
    tracking_token: Annotated[str, Header(max_length=1000, description="What stands behind the # of the link.")],
) -> TrackingRead:
    """Where it is and dates, for whoever has the link. Its secret is in no address, so it gets into nobody's log."""
    order = await tracking.order_of(tracking_token)
    return TrackingRead(
        number=order.number,
        status=order.status,
        message=sentence_about(order),
        pickup_date=order.pickup_date,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )
