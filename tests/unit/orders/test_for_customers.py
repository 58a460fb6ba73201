"""Every place an order can come to has a sentence for its customer."""

from dataclasses import replace

from logistics.orders.for_customers import SENTENCES, sentence_about
from logistics.orders.model import OrderStatus
from tests.unit.orders.test_model import an_order


def test_every_status_has_a_sentence_and_no_reason_of_dispatchers_is_in_it() -> None:
    for status in OrderStatus:
        told = sentence_about(replace(an_order(status=status), status_reason="LKW-2 is in the workshop."))
        assert told == SENTENCES[status]


def test_a_load_that_stayed_behind_is_not_kept_from_the_customer() -> None:
    left = an_order(status=OrderStatus.IN_TRANSIT)
    left = replace(left, booking_ids=(4, 5), booking_states=((4, "in_transit"), (5, "cancelled")))
    assert sentence_about(left) == "A part of your goods is on its way; the rest has not left."
    called_off = replace(left, status=OrderStatus.CANCELLED)
    assert sentence_about(called_off) == SENTENCES[OrderStatus.CANCELLED]
