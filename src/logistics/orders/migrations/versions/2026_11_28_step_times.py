"""Steps of runs know when they began, and which milestone of their order they are."""

from alembic import op

revision = "2026_11_28_step_times"
down_revision = "2026_11_28_held_orders"

# Without a value in rows of the release before, and in those that its processes go on writing.
COLUMNS = """
ALTER TABLE run_steps
    ADD COLUMN started_at timestamptz,
    ADD COLUMN milestone text;
"""


def upgrade() -> None:
    op.get_bind().connection.cursor().execute(COLUMNS)
