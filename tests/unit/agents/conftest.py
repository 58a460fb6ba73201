from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.agent_world import AgentWorld
from tests.support.builders.reads import a_vehicle, an_order
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.transport import FakeTransport


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., AgentWorld]:
    """Build a world: by default one order of three crates and one truck, and the rules for a model."""

    def build(orders: FakeOrders | None = None, fleet: FakeTransport | None = None, **models: Any) -> AgentWorld:
        return AgentWorld(tmp_path, orders or FakeOrders(an_order()), fleet or FakeTransport(a_vehicle()), models)

    return build
