import pytest

from logistics.access import rates
from logistics.access.rates import BURST_S, Buckets, TooManyRequests
from logistics.access.senders import network_of


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: Buckets, name: str) -> int:
    """How many tokens can be had at once."""
    count = 0
    while True:
        try:
            buckets.take(name)
        except TooManyRequests:
            return count
        count += 1


def test_a_full_bucket_holds_a_burst_and_fills_up_again() -> None:
    watch = Watch()
    buckets = Buckets(4, watch)
    assert taken(buckets, "a") == 4 * BURST_S
    watch.now += 1
    assert taken(buckets, "a") == 4
    watch.now += 3600
    assert taken(buckets, "a") == 4 * BURST_S


def test_the_wait_that_is_named_is_long_enough() -> None:
    watch = Watch()
    buckets = Buckets(3, watch)
    taken(buckets, "a")
    with pytest.raises(TooManyRequests) as refusal:
        buckets.take("a")
    watch.now += refusal.value.facts["retry_after_s"] + 0.001
    buckets.take("a")


def test_one_caller_does_not_empty_the_bucket_of_another() -> None:
    buckets = Buckets(1, Watch())
    assert taken(buckets, "a") == taken(buckets, "b") == BURST_S


def test_a_flood_of_callers_is_forgotten_and_the_busy_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MAX_NAMES", 50)
    watch = Watch()
    buckets = Buckets(10, watch)
    taken(buckets, "busy")
    for number in range(500):
        watch.now += 0.01
        buckets.take(number)
    assert len(buckets._full_at) <= 50
    assert taken(buckets, "busy") < 10 * BURST_S


def test_who_shares_an_address_range_shares_a_bucket() -> None:
    assert network_of("192.0.2.7") != network_of("192.0.2.8")
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")


def test_the_own_machine_has_no_bucket() -> None:
    assert network_of("127.0.0.1") is network_of("::1") is None
