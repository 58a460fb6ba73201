"""Products and order items know the rules of a loading dock: layers, stack codes, goods apart, temperatures."""

from alembic import op

revision = "2026_11_25_dock_rules"
down_revision = "2026_11_22_identity"

# Each with a default, so that a process of the release before goes on writing rows while this one is rolled out.
COLUMNS = """
ALTER TABLE {table}
    ADD COLUMN max_layers integer CHECK (max_layers > 0),
    ADD COLUMN stack_code text,
    ADD COLUMN carries_codes text[],
    ADD COLUMN tags text[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN incompatible_tags text[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN min_temperature_c integer,
    ADD COLUMN max_temperature_c integer,
    ADD CONSTRAINT {table}_stay_within_two_temperatures CHECK (
        (min_temperature_c IS NULL) = (max_temperature_c IS NULL) AND min_temperature_c <= max_temperature_c);
"""


def upgrade() -> None:
    for table in ("products", "order_items"):
        op.execute(COLUMNS.format(table=table))
