import asyncio

import pytest

from logistics.agents.analyser.turns import Turns


async def test_a_free_seat_goes_to_the_customer_who_waited_longest_since_his_last_turn():
    turns, served = Turns(1), []

    async def order(customer_id: int, name: str) -> None:
        async with turns.of(customer_id):
            served.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(*(order(1, f"a{n}") for n in range(4)), order(2, "b0"), order(3, "c0"), order(2, "b1"))
    assert served == ["a0", "a1", "b0", "c0", "a2", "b1", "a3"]


async def test_who_no_longer_waits_takes_no_seat():
    turns = Turns(1)
    async with turns.of(1):
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01), turns.of(2):
                    raise AssertionError
    async with asyncio.timeout(1), turns.of(3):
        pass
