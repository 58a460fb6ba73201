"""An order may be named by its id or by its number, wherever a command takes one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from logistics.cli.order_names import NoSuchOrder, NotAnOrder, id_of
from logistics.clients.orders import OrdersClient


class Orders:
    """Order 21 of 2026, and one whose reference begins like a number of ours."""

    async def list_orders(self, *, q: str, limit: int) -> Any:
        orders = [SimpleNamespace(id=30, number="ORD-2026-000030"), SimpleNamespace(id=21, number="ORD-2026-000021")]
        return SimpleNamespace(data=orders)


ORDERS = cast("OrdersClient", Orders())


@pytest.mark.parametrize("name", ["21", "ORD-2026-000021", "ord-2026-000021"])
async def test_an_order_has_an_id_and_a_number(name: str) -> None:
    assert await id_of(name, ORDERS) == 21


async def test_the_number_of_another_year_is_not_taken_for_the_order_with_its_end() -> None:
    with pytest.raises(NoSuchOrder, match="There is no order ORD-2025-000021"):
        await id_of("ORD-2025-000021", ORDERS)


@pytest.mark.parametrize("name", ["", "0", "-1", "1_0", " 21", "ORD-21", "21st", "9" * 20])
async def test_what_names_no_order_is_refused_with_what_would(name: str) -> None:
    with pytest.raises(NotAnOrder, match=r"such as 7, or its number, such as ORD-2026-000007"):
        await id_of(name, ORDERS)
