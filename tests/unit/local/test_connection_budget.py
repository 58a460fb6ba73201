"""All processes together leave PostgreSQL room for people and errands."""

import re
from pathlib import Path

from logistics.fulfilment import worker
from logistics.kit import database
from logistics.local.supervisor.ports import WELL_KNOWN

ARCHITECTURE = Path(__file__).parents[3] / "docs" / "architecture.md"


def test_the_pools_add_up_to_what_is_documented_and_stay_below_80() -> None:
    services = [name for name in WELL_KNOWN if name.startswith(("order-", "transport-")) and name[-1].isdigit()]
    total = len(services) * database.MAX_CONNECTIONS + worker.MAX_CONNECTIONS
    (documented,) = re.findall(r"ours add up to (\d+)", ARCHITECTURE.read_text())
    assert total == int(documented) < 80
