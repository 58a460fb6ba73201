"""Vehicles know their wheel arches, axles, limits of balance, and the temperatures they can keep."""

from alembic import op

revision = "2026_11_25_bodies"
down_revision = "2026_11_24_history_requests"

# Each with a default, so that a process of the release before goes on writing rows while this one is rolled out.
COLUMNS = """
ALTER TABLE vehicles
    ADD COLUMN min_temperature_c integer,
    ADD COLUMN max_temperature_c integer,
    ADD COLUMN blocked jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN axles jsonb,
    ADD COLUMN balance jsonb,
    ADD CONSTRAINT vehicles_keep_two_temperatures CHECK (
        (min_temperature_c IS NULL) = (max_temperature_c IS NULL) AND min_temperature_c <= max_temperature_c);
COMMENT ON COLUMN vehicles.blocked IS 'Cuboids on the floor that goods may not take, in mm.';
COMMENT ON COLUMN vehicles.axles IS 'Lengths in mm, axle loads in g.';
COMMENT ON COLUMN vehicles.balance IS 'Limits of the centre of gravity in mm, from a weight in g on.';
"""


def upgrade() -> None:
    op.execute(COLUMNS)
