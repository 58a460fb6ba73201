import pytest

from logistics.packing.several_spaces import fleet


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """What is given seconds is not to spend them on compiling."""
    fleet.warm_up()
