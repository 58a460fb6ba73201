import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.kit.mailbox import MAILBOX, NotOneMailbox, one_mailbox, one_sender


@given(st.from_regex(MAILBOX, fullmatch=True).filter(lambda text: len(text) <= 64))
def test_what_the_pattern_takes_the_mail_parser_reads_as_it_is(text: str) -> None:
    assert one_mailbox(text).addr_spec == text


@pytest.mark.parametrize(
    ("text", "name"), [("no-reply@localhost", ""), ("Logistics Manager <no-reply@localhost>", "Logistics Manager")]
)
def test_a_sender_may_have_a_name(text: str, name: str) -> None:
    sender = one_sender(text)
    assert (sender.display_name, sender.addr_spec) == (name, "no-reply@localhost")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Logistics",
        "a@example.com, b@example.com",
        "Group: a@example.com;",
        "A\r\nBcc: b@example.com <a@example.com>",
        "A\u2028B <a@example.com>",
        "Logistics, Manager <a@example.com>",
    ],
)
def test_a_sender_is_exactly_one(text: str) -> None:
    with pytest.raises(NotOneMailbox):
        one_sender(text)
