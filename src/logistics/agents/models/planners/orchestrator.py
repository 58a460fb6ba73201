"""How the orchestrator carries an order: read, analyse, book, update, tell; a new plan when a vehicle is taken."""

from logistics.agents.models.conversation import Call, Conversation, Done, Move, Say, conclude
from logistics.words import BOOKABLE, OrderStatus

CAN_DO = "I carry one order from placed to booked. Ask me, for instance: Process order 123."

OPEN = BOOKABLE - {OrderStatus.AWAITING_APPROVAL}
"""States in which there is something to do."""

MOST_PLANS = 3

TAKEN = "vehicle-already-booked"


def next_move(conversation: Conversation) -> Move:
    """The next step for the order that the request names."""
    order_id = conversation.order_id
    if order_id is None or not conversation.concludes:
        return Say(CAN_DO)
    fetched = conversation.last("fetch_orders")
    if fetched is None:
        return (Call("fetch_orders", {"order_ids": [order_id]}),)
    if fetched.error:
        return conclude(fetched.detail)
    status = fetched.answer["orders"][0]["status"]
    if status == OrderStatus.BOOKED:
        return _tell(conversation, order_id, "The order was booked already.")
    if status not in OPEN:
        return conclude(f"The order is {status}: there is nothing to do.")
    return _carry(conversation, order_id)


def _carry(conversation: Conversation, order_id: int) -> Move:
    plans, bookings = conversation.all("invoke_analyser"), conversation.all("invoke_transport")
    if not bookings or _needs_new_plan(bookings):
        return Call("invoke_analyser", {"order_id": order_id}), Call("invoke_transport", {"order_id": order_id})
    if plans[-1].error:
        return _give_up(conversation, order_id, plans[-1].detail)
    latest = bookings[-1]
    if latest.error or not latest.answer["booked"]:
        return _give_up(conversation, order_id, _why(plans[-1], latest))
    return _finish(conversation, order_id, latest.answer["summary"])


def _needs_new_plan(bookings: list[Done]) -> bool:
    return bookings[-1].answer.get("refused") == TAKEN and len(bookings) < MOST_PLANS


def _finish(conversation: Conversation, order_id: int, summary: str) -> Move:
    updated = conversation.last("update_order_status")
    if updated is None:
        return Call("update_order_status", {"order_id": order_id, "status": OrderStatus.BOOKED}), _telling(order_id)
    if updated.error:
        return conclude(f"The vehicles are booked, but the order could not be changed: {updated.detail}")
    return _tell(conversation, order_id, summary)


def _tell(conversation: Conversation, order_id: int, summary: str) -> Move:
    told = conversation.last("send_notification")
    if told is None:
        return (_telling(order_id),)
    if told.error:
        return conclude(f"{summary} The customer was not told: {told.detail}")
    return conclude(f"{summary} The customer is told.")


def _telling(order_id: int) -> Call:
    return Call("send_notification", {"order_id": order_id, "event": "order_booked"})


def _give_up(conversation: Conversation, order_id: int, why: str) -> Move:
    updated = conversation.last("update_order_status")
    if updated is None:
        return (Call("update_order_status", {"order_id": order_id, "status": OrderStatus.NEEDS_ATTENTION}),)
    return conclude(f"{why} The order could not be changed: {updated.detail}" if updated.error else why)


def _why(plan: Done, booking: Done) -> str:
    """The packing's reason when there was nothing to book, else the refusal."""
    return plan.answer.get("reason") or booking.answer.get("summary") or booking.detail
