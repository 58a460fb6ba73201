from datetime import UTC, datetime, timedelta

from logistics.identity.throttle import MOST_FOR_ONE_USER, MOST_FROM_ONE_ADDRESS, WINDOW, wait_s

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def failures(email: str, count: int, since_s: int = 10) -> list[tuple[str, datetime]]:
    """The newest `since_s` seconds ago, each a second after the one before."""
    return [(email, NOW - timedelta(seconds=since_s + n)) for n in range(count)]


def test_a_few_slips_cost_nothing() -> None:
    assert wait_s(failures("dana@example.com", MOST_FOR_ONE_USER - 1), "dana@example.com", NOW) == 0


def test_too_many_for_one_user_wait_until_the_oldest_of_the_last_few_is_forgotten() -> None:
    wait = wait_s(failures("dana@example.com", MOST_FOR_ONE_USER), "Dana@Example.com", NOW)
    assert wait == WINDOW.total_seconds() - 10 - (MOST_FOR_ONE_USER - 1)


def test_others_at_the_same_address_may_still_sign_in() -> None:
    assert wait_s(failures("dana@example.com", MOST_FOR_ONE_USER), "lee@example.com", NOW) == 0


def test_an_address_that_tries_many_users_waits_for_every_one() -> None:
    tried = [failure for n in range(MOST_FROM_ONE_ADDRESS) for failure in failures(f"user{n}@example.com", 1)]
    assert wait_s(tried, "lee@example.com", NOW) > 0
