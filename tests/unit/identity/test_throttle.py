from datetime import UTC, datetime, timedelta

from logistics.identity.throttle import LONGEST_PAUSE_S, RULES, SLOTS, Rule, remembered, slots_of, wait_s

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
RULE = Rule(5, timedelta(minutes=15))


def test_a_few_slips_cost_nothing_and_each_one_more_twice_as_much() -> None:
    assert [wait_s(count, NOW, RULE, NOW) for count in (0, 4, 5, 6, 7)] == [0, 0, 1, 2, 4]
    assert wait_s(10**6, NOW, RULE, NOW) == LONGEST_PAUSE_S
    assert wait_s(7, NOW, RULE, NOW + timedelta(seconds=4)) == 0


def test_failures_are_forgotten_one_by_one() -> None:
    later = NOW + timedelta(minutes=31)
    assert remembered(5, NOW, RULE, later) == 3
    assert remembered(1, NOW, RULE, later) == 0
    # Another machine's clock may be behind.
    assert remembered(5, later, RULE, NOW) == 5


def test_a_letters_case_makes_no_other_account_and_a_network_is_one_address() -> None:
    assert slots_of("Dana@example.com", "2001:db8::1", None) == slots_of("dana@example.com", "2001:db8::2", None)
    assert slots_of("dana@example.com", "192.0.2.7", None) != slots_of("dana@example.com", "192.0.2.8", None)


def test_this_machine_and_a_known_browser_are_counted_by_no_address() -> None:
    kinds = {slot.split()[0] for slot in slots_of("dana@example.com", "127.0.0.1", None)}
    assert kinds == {"account", "account-and-address"}
    assert {slot.split()[0] for slot in slots_of("dana@example.com", "192.0.2.7", "secret")} == {"browser"}


def test_guessing_fills_no_table() -> None:
    slots = {slot for n in range(1000) for slot in slots_of(f"user{n}@example.com", f"192.0.2.{n % 250}", None)}
    assert all(0 <= int(slot.split()[1]) < SLOTS for slot in slots)
    assert {slot.split()[0] for slot in slots} < set(RULES)
