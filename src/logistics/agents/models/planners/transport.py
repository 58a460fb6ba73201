"""How the transport agent books: adopt what is booked, else check, price and book; or list vehicles for a person."""

import re
from collections.abc import Sequence
from typing import Any

from logistics.agents.models.conversation import Call, Conversation, Done, Move, Say, conclude
from logistics.words import BookingStatus

CAN_DO = (
    "I check vehicles and book packed orders. Ask me, for instance: "
    "Check available vehicles for 2026-12-25, 579 kg, 12 m3."
)

_DATE = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_WEIGHT = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(kg|t)\b", re.IGNORECASE)
_VOLUME = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(?:m3|m³|cbm)", re.IGNORECASE)
_KG = {"kg": 1, "t": 1000}


def next_move(conversation: Conversation) -> Move:
    """The next step for the order that the request names, or for a person's question."""
    order_id = conversation.order_id
    if order_id is None or not conversation.concludes:
        return _answer_person(conversation)
    details = conversation.last("get_booking_details")
    if details is None or _something_changed(conversation):
        return (Call("get_booking_details", {"order_id": order_id}),)
    if details.error:
        return conclude(details.detail)
    if details.answer["usable"]:
        return conclude(details.answer["summary"])
    return _release(conversation, details.answer) or _book(conversation, details.answer)


def _something_changed(conversation: Conversation) -> bool:
    """Whether the latest call shows that other bookings exist than we knew of."""
    latest = conversation.done[-1]
    return latest.tool == "book_vehicle" and latest.error == "order-already-booked"


def _release(conversation: Conversation, details: dict[str, Any]) -> Move | None:
    """Bookings that do not carry the order as it is now stand in the way of new ones."""
    released = conversation.all("update_booking_status")
    if failed := _first_error(released):
        return conclude(failed.detail)
    gone = {done.arguments["booking_id"] for done in released}
    left = [booking["booking_id"] for booking in details["bookings"] if booking["booking_id"] not in gone]
    return (
        tuple(Call("update_booking_status", {"booking_id": id, "status": BookingStatus.CANCELLED}) for id in left)
        or None
    )


def _book(conversation: Conversation, details: dict[str, Any]) -> Move:
    """Check and price every load, then book; price once more when a quote expired in between."""
    loads, booked = details["loads_to_book"], conversation.all("book_vehicle")
    if not loads:
        return conclude("Nothing is booked, and there is no layout to book.")
    if booked and not booked[-1].error:
        return conclude(booked[-1].answer["summary"])
    if booked and not (booked[-1].error == "quote-expired" and len(booked) == 1):
        return conclude(booked[-1].detail)
    priced = conversation.all("calculate_cost")[len(booked) * len(loads) :]
    if not priced:
        prices = tuple(Call("calculate_cost", {"load_index": load["load_index"]}) for load in loads)
        return prices if booked else (_check(details), *prices)
    if failed := _first_error([*conversation.all("check_availability"), *priced]):
        return conclude(failed.detail)
    if missing := _missing(conversation):
        return conclude(missing)
    return (Call("book_vehicle", {"quote_ids": [quote.answer["quote_id"] for quote in priced]}),)


def _check(details: dict[str, Any]) -> Call:
    return Call("check_availability", {"date": details["pickup_date"], "days": details["days"]})


def _missing(conversation: Conversation) -> str | None:
    checked = conversation.last("check_availability")
    return checked.answer["summary"] if checked and checked.answer["missing_vehicle_ids"] else None


def _first_error(calls: Sequence[Done]) -> Done | None:
    return next((done for done in calls if done.error), None)


def _answer_person(conversation: Conversation) -> Move:
    checked = conversation.last("check_availability")
    if checked is not None:
        return Say(checked.detail if checked.error else _list(checked))
    wanted = _wanted(conversation.request)
    return (Call("check_availability", wanted),) if wanted else Say(CAN_DO)


def _wanted(request: str) -> dict[str, Any] | None:
    """Date, weight and volume of the question; without a date there is nothing to check."""
    day, weight, volume = _DATE.search(request), _WEIGHT.search(request), _VOLUME.search(request)
    if not day:
        return None
    wanted: dict[str, Any] = {"date": day.group(1)}
    if weight:
        wanted["weight_kg"] = _number(weight.group(1)) * _KG[weight.group(2).lower()]
    if volume:
        wanted["volume_m3"] = _number(volume.group(1))
    return wanted


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _list(checked: Done) -> str:
    lines = [
        f"- {v['registration']}, {v['name']}: {v['payload_kg']:g} kg, {v['volume_m3']:g} m3"
        for v in checked.answer["vehicles"]
    ]
    return "\n".join([checked.answer["summary"], *lines])
