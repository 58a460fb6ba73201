"""What customers hear is true when they hear it, and what could not be told is on the order."""

from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest

from logistics.clients.orders import OrdersClient
from logistics.contracts.notifications import NotificationRead
from logistics.fulfilment.delivery import deliver_notification
from logistics.fulfilment.notifiers import DeliveryFailed, Smtp
from logistics.fulfilment.settings import WorkerSettings
from logistics.kit.settings import SettingsWrong, read_settings
from tests.acceptance.mailbox import Mailbox
from tests.integration.orders.story import PRICE, told
from tests.support.builders.bodies import PRAGUE, a_customer, an_order

EMAIL = "desk@alster.example"
FROM = "Logistics Manager <no-reply@localhost>"


@pytest.fixture
async def shop(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The service with order 1 of customer 1."""
    await http.post("/customers", json=a_customer(email=EMAIL))
    assert (await http.post("/orders", json=an_order(reference="PO-1", destination=PRAGUE))).status_code == 201
    return http


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.open()
    yield mailbox
    mailbox.close()


async def follow(shop: httpx2.AsyncClient, changes: dict[int, str], **report: Any) -> None:
    """Have the order told what becomes of its bookings."""
    order = (await shop.get("/orders/1")).json()
    states = {state["booking_id"]: state["status"] for state in order["booking_states"]} | changes
    if {*states.values()} - {"cancelled"}:
        report["plan_version"] = order["plan_version"]
    assert (answer := await told(shop, states, **report)).status_code == 200, answer.text


async def book(shop: httpx2.AsyncClient, booking_id: int, **price: str) -> None:
    """Have vehicles booked for order 1."""
    await follow(shop, {booking_id: "confirmed"}, price=PRICE | price)


async def unbook(shop: httpx2.AsyncClient, booking_id: int = 5) -> None:
    await follow(shop, {booking_id: "cancelled"}, reason="The engine is broken.")


async def tell(shop: httpx2.AsyncClient, event: str) -> dict[str, Any]:
    told = await shop.post("/notifications", json={"order_id": 1, "event": event})
    assert told.status_code == 201, told.text
    notification: dict[str, Any] = told.json()
    return notification


async def events(shop: httpx2.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.get("/orders/1/events")).json()["data"]
    return found


@pytest.fixture
def deliver(orders: OrdersClient, mailbox: Mailbox):
    async def deliver(notification_id: int) -> NotificationRead:
        await deliver_notification(notification_id, orders, [Smtp(mailbox.url)], FROM)
        return await orders.get_notification(notification_id)

    return deliver


async def test_an_order_booked_again_is_told_again_and_each_once(shop: httpx2.AsyncClient, deliver, mailbox) -> None:
    await book(shop, 5)
    first = await tell(shop, "order_booked")
    assert (await tell(shop, "order_booked"))["id"] == first["id"]
    assert (await deliver(first["id"])).status == "sent"

    await unbook(shop)
    assert (await shop.patch("/orders/1", json={"pickup_date": "2027-03-01"})).status_code == 200
    await book(shop, 9, amount="99000", currency="JPY")
    second = await tell(shop, "order_booked")
    assert (await tell(shop, "order_booked"))["id"] == second["id"] != first["id"]
    assert (await deliver(second["id"])).status == "sent"

    texts = [message.get_content() for _, message in mailbox.about(1)]
    assert ["01 March 2027" in text for text in texts] == [False, True]
    assert "Price:   99000 JPY" in texts[1]


async def test_who_was_told_of_a_booking_hears_that_it_is_no_more(shop: httpx2.AsyncClient, deliver, mailbox) -> None:
    await book(shop, 5)
    await deliver((await tell(shop, "order_booked"))["id"])
    await unbook(shop)

    newest, *_ = (await shop.get("/notifications")).json()["data"]
    assert newest["event"] == "order_unbooked"
    assert (await tell(shop, "order_unbooked"))["id"] == newest["id"]
    assert (await deliver(newest["id"])).status == "sent"
    assert [message["X-Event"] for _, message in mailbox.about(1)] == ["order_booked", "order_unbooked"]


async def test_an_order_that_is_booked_again_at_once_is_not_called_off_in_between(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    await deliver((await tell(shop, "order_booked"))["id"])
    await unbook(shop)
    unbooked = await tell(shop, "order_unbooked")
    await book(shop, 9)
    await deliver((await tell(shop, "order_booked"))["id"])

    overtaken = await deliver(unbooked["id"])
    assert (overtaken.status, bool(overtaken.error)) == ("superseded", True)
    assert [message["X-Event"] for _, message in mailbox.about(1)] == ["order_booked", "order_booked"]


async def test_who_heard_of_one_booking_hears_of_the_end_even_if_another_came_and_went_untold(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    await deliver((await tell(shop, "order_booked"))["id"])
    await unbook(shop)
    first = await tell(shop, "order_unbooked")
    await book(shop, 9)
    again = await tell(shop, "order_booked")
    # It is booked again, and the mail server is away until it is not.
    assert (await deliver(first["id"])).status == "superseded"
    await unbook(shop, 9)
    second = await tell(shop, "order_unbooked")

    assert [(await deliver(message["id"])).status for message in (again, second)] == ["superseded", "sent"]
    assert [message["X-Event"] for _, message in mailbox.about(1)] == ["order_booked", "order_unbooked"]


@pytest.mark.parametrize(("goes", "stays"), [(5, 6), (6, 5)])
async def test_who_waits_for_all_of_it_hears_that_a_part_stays_behind(
    shop: httpx2.AsyncClient, deliver, mailbox, goes: int, stays: int
) -> None:
    await follow(shop, {5: "confirmed", 6: "confirmed"})
    await follow(shop, {goes: "in_transit"})
    await deliver((await tell(shop, "order_in_transit"))["id"])
    await follow(shop, {stays: "cancelled"})
    await deliver((await tell(shop, "order_in_transit"))["id"])
    await follow(shop, {goes: "delivered"})
    await deliver((await tell(shop, "order_delivered"))["id"])

    heard = [message.get_content().splitlines()[2] for _, message in mailbox.about(1)]
    assert heard == [
        "Your goods have left Hamburg.",
        "A part of your goods has left Hamburg; the rest has not.",
        "A part of your goods has arrived in Prague; the rest has not left Hamburg.",
    ]
    queued = [message["event"] for message in (await shop.get("/notifications")).json()["data"]]
    assert queued == ["order_delivered", "order_in_transit", "order_in_transit", "order_booked"]


async def test_a_message_that_waited_does_not_come_after_one_of_what_happened_later(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    await follow(shop, {5: "in_transit"})
    left = await tell(shop, "order_in_transit")
    await follow(shop, {5: "delivered"})
    assert (await deliver((await tell(shop, "order_delivered"))["id"])).status == "sent"
    assert (await deliver(left["id"])).status == "superseded"
    assert [message["X-Event"] for _, message in mailbox.about(1)] == ["order_delivered"]


async def test_who_never_heard_of_a_booking_does_not_hear_of_its_end(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    await unbook(shop)
    queued = reversed((await shop.get("/notifications")).json()["data"])
    assert [(await deliver(message["id"])).status for message in queued] == ["superseded", "superseded"]
    assert mailbox.about(1) == []


async def test_a_message_that_waited_does_not_tell_what_is_no_longer_so(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    await shop.post("/orders/1/cancel")
    cancelled = await tell(shop, "order_cancelled")

    overtaken = await deliver(booked["id"])
    assert (overtaken.status, overtaken.error) == ("superseded", "The order is cancelled by now.")
    assert "Price" not in cancelled["body"]
    assert (await deliver(cancelled["id"])).status == "sent"
    assert [message["X-Event"] for _, message in mailbox.about(1)] == ["order_cancelled"]
    [noted] = [event for event in await events(shop) if event["type"] == "notification_superseded"]
    assert noted["data"]["because"] == "The order is cancelled by now."


async def test_a_message_goes_to_the_address_the_customer_has_by_then_and_to_archived_ones_too(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    await shop.patch("/customers/1", json={"email": "new@alster.example", "name": "Alster SE", "status": "archived"})

    assert (await deliver(booked["id"])).recipient == "new@alster.example"
    ((recipients, message),) = mailbox.about(1)
    assert recipients == ["new@alster.example"]
    assert "Dear Alster SE," in message.get_content()


async def test_a_refused_recipient_ends_the_message_and_the_order_says_so_until_a_person_tries_again(
    shop: httpx2.AsyncClient, deliver, mailbox
) -> None:
    mailbox.refusals[EMAIL] = f"550 5.1.1 <{EMAIL}>: No such user"
    await book(shop, 5)
    booked = await tell(shop, "order_booked")

    failed = await deliver(booked["id"])
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert "<the customer>: No such user" in (failed.error or "")
    assert EMAIL not in (failed.error or "")
    [noted] = [event for event in await events(shop) if event["type"] == "notification_failed"]
    assert noted["data"] == {"notification_id": booked["id"], "event": "order_booked", "error": failed.error}
    assert (await deliver(booked["id"])).attempts == 1

    mailbox.refusals.clear()
    again = await shop.post(f"/notifications/{booked['id']}/retry")
    assert again.json()["status"] == "queued"
    assert (await deliver(booked["id"])).status == "sent"
    refused = await shop.post(f"/notifications/{booked['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "notification-not-failed")


async def test_trouble_that_passes_is_waited_out_for_a_day(
    shop: httpx2.AsyncClient, deliver, mailbox, orders_database_url: str
) -> None:
    mailbox.refusals[EMAIL] = "451 4.3.0 Try later"
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    for _ in range(2):
        with pytest.raises(DeliveryFailed, match="Try later"):
            await deliver(booked["id"])
    waiting = (await shop.get("/notifications/1")).json()
    assert (waiting["status"], waiting["attempts"]) == ("queued", 2)
    assert "Try later" in waiting["error"]

    with psycopg.connect(orders_database_url) as connection:
        connection.execute("UPDATE notifications SET created_at = created_at - interval '25 hours'")
    assert (await deliver(booked["id"])).status == "failed"
    assert "notification_failed" in [event["type"] for event in await events(shop)]
    await shop.post("/notifications/1/retry")
    with pytest.raises(DeliveryFailed):
        await deliver(booked["id"])


async def test_a_mail_server_that_is_down_is_waited_for(shop: httpx2.AsyncClient, deliver, mailbox) -> None:
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    mailbox.close()
    with pytest.raises(DeliveryFailed):
        await deliver(booked["id"])
    mailbox.open()
    assert (await deliver(booked["id"])).status == "sent"


async def test_what_was_stored_before_never_reaches_a_header(
    shop: httpx2.AsyncClient, deliver, mailbox, orders_database_url: str
) -> None:
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    with psycopg.connect(orders_database_url) as connection:
        connection.execute("UPDATE orders SET reference = %s", ["PO\r\nBcc: eve@example.com\u2028X-Evil: 1"])
    assert (await deliver(booked["id"])).status == "sent"
    ((recipients, message),) = mailbox.about(1)
    assert recipients == [EMAIL]
    assert (message["Bcc"], message["X-Evil"]) == (None, None)
    assert message["Subject"] == "Your order PO Bcc: eve@example.com X-Evil: 1 is booked"


@pytest.mark.parametrize(
    "stored", ["a@example.com,b@example.com", "a@example.com\nb@example.com", "Ann <a@example.com>"]
)
async def test_a_stored_address_that_is_not_exactly_one_gets_nothing(
    shop: httpx2.AsyncClient, deliver, mailbox, orders_database_url: str, stored: str
) -> None:
    await book(shop, 5)
    booked = await tell(shop, "order_booked")
    with psycopg.connect(orders_database_url) as connection:
        connection.execute("UPDATE customers SET email = %s", [stored])
    failed = await deliver(booked["id"])
    assert (failed.status, mailbox.about(1)) == ("failed", [])
    assert "exactly one e-mail address" in (failed.error or "")


@pytest.mark.parametrize("sender", ["nobody", "a@example.com, b@example.com", "A\r\nBcc: b@c.de <a@example.com>"])
def test_a_worker_does_not_start_with_a_sender_that_is_not_one(sender: str) -> None:
    given = dict.fromkeys(("ORDERS_DATABASE_URL", "LOGISTICS_API_KEY", "LOGISTICS_OUTBOX_DIR"), "x")
    with pytest.raises(SettingsWrong, match="LOGISTICS_MAIL_FROM: must be one address"):
        read_settings(WorkerSettings, given | {"LOGISTICS_MAIL_FROM": sender})
