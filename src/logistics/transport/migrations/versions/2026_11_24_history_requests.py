"""The history of bookings knows the request, and cannot be emptied either."""

from alembic import op

revision = "2026_11_24_history_requests"
down_revision = "2026_11_23_sweep_quotes"

HISTORY = """
ALTER TABLE booking_history ADD COLUMN request_id text;
CREATE TRIGGER booking_history_is_never_emptied BEFORE TRUNCATE ON booking_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.execute(HISTORY)
