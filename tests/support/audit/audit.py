"""The audit: every rule, over everything."""

from collections.abc import Callable, Iterator

from tests.support.audit.books import Books, Finding
from tests.support.audit.history import (
    accepted_orders_exist,
    bookings_moved_legally,
    orders_are_placed_once,
    orders_moved_legally,
)
from tests.support.audit.ledger import customers_are_told_once, messages_are_delivered_once
from tests.support.audit.proofs import booked_layouts_are_kept, bookings_are_proven, bookings_cost_what_was_quoted
from tests.support.audit.vehicles import (
    bookings_are_for_what_is_ordered,
    days_are_held_for_bookings,
    idle_orders_hold_nothing,
    moving_orders_know_their_bookings,
    orders_are_where_their_bookings_are,
    vehicles_are_taken_once,
)
from tests.support.audit.work import no_job_is_stuck, no_order_is_stuck, no_run_is_left_open

Rule = Callable[[Books], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    accepted_orders_exist,
    orders_are_placed_once,
    orders_moved_legally,
    bookings_moved_legally,
    vehicles_are_taken_once,
    days_are_held_for_bookings,
    idle_orders_hold_nothing,
    moving_orders_know_their_bookings,
    orders_are_where_their_bookings_are,
    bookings_are_for_what_is_ordered,
    booked_layouts_are_kept,
    bookings_are_proven,
    bookings_cost_what_was_quoted,
    customers_are_told_once,
    messages_are_delivered_once,
    no_job_is_stuck,
    no_order_is_stuck,
    no_run_is_left_open,
)


def audit(books: Books) -> dict[str, list[Finding]]:
    """What is wrong, by the name of the rule in words; a rule that holds is there with nothing."""
    return {rule.__name__.replace("_", " "): list(rule(books)) for rule in RULES}
