"""A small part of `benchmarks/gateway_fuzz.py`, always the same one."""

from tests.support.gateway_fuzz import Tally, fuzz

CASES = 800


def test_no_generated_request_goes_where_it_should_not() -> None:
    tally = Tally()
    fuzz(cases=CASES, seed=1, tally=tally)
    assert tally.sent >= CASES
    assert min(tally.reached["orders"], tally.reached["transport"]) > CASES / 100, "too few requests get far"
