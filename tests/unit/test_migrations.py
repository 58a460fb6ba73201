"""Migrations follow one another in one line, so that every database ends up the same."""

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory


@pytest.mark.parametrize("service", ["orders", "transport"])
def test_a_service_has_one_newest_schema(service: str) -> None:
    config = Config()
    config.set_main_option("script_location", f"logistics.{service}:migrations")
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
