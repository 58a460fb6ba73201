"""While a part is down, orders are taken all the same and carried on when it is back."""

import pytest

from logistics.contracts.orders import OrderStatus
from tests.acceptance.desk import Desk
from tests.acceptance.mailbox import Mailbox

PARTS = {
    "the worker": ["worker-0"],
    "the agents": ["orchestrator", "analyser", "transport-agent"],
    "the Transport API": ["transport-0", "transport-1"],
}


@pytest.mark.parametrize("part", PARTS)
async def test_an_order_placed_while_a_part_is_down_is_booked_when_it_is_back(desk: Desk, part: str) -> None:
    with desk.system.paused(*PARTS[part]):
        order = await desk.place()
        assert (await desk.order(order.id)).status in (OrderStatus.PENDING, OrderStatus.PROCESSING)
    await desk.until_booked_and_told(order.id)


async def test_a_message_that_the_mail_server_does_not_take_is_sent_once_it_does(
    desk: Desk, mailbox: Mailbox
) -> None:
    mailbox.close()
    try:
        order = await desk.place()
        await desk.until_status(order.id, OrderStatus.BOOKED)
        await desk.until_failed(order.id, "order_booked")
    finally:
        mailbox.open()
    notification = await desk.until_told(order.id, "order_booked")
    assert notification.attempts > 1
    await desk.until_nothing_is_left_to_do(order.id)
    ((recipients, message),) = mailbox.about(order.id)
    assert recipients == [desk.email]
    assert message["Message-ID"] == f"<notification-{notification.id}@logistics-manager>"
    assert order.number in message.get_content()
