"""Vehicles know where their door is: how far from the wall, and how high its sill."""

from alembic import op

revision = "2026_11_28_doors"
down_revision = "2026_11_25_bodies"

# The first may be empty and the second has a default, so that a process of the release before goes on writing rows.
COLUMNS = """
ALTER TABLE vehicles
    ADD COLUMN door_left_mm integer CHECK (door_left_mm >= 0),
    ADD COLUMN door_sill_mm integer NOT NULL DEFAULT 0 CHECK (door_sill_mm >= 0);
COMMENT ON COLUMN vehicles.door_left_mm IS 'From the wall at y = 0 to the door; null: the door is in the middle.';
COMMENT ON COLUMN vehicles.door_sill_mm IS 'From the floor up to the sill of the door.';
COMMENT ON COLUMN vehicles.blocked IS 'Cuboids that goods may not take, in mm; without z_mm they stand on the floor.';
"""


def upgrade() -> None:
    op.execute(COLUMNS)
