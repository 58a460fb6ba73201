"""Customers are told once for each event and booking, and a message that is given up or overtaken says so."""

from alembic import op

revision = "2026_11_28_told_again"
down_revision = "2026_11_25_dock_rules"

# `failed` used to mean that an attempt failed and the next one is coming; now it means that none is.
COLUMNS = """
ALTER TABLE notifications
    ADD COLUMN occasion bigint NOT NULL DEFAULT 0,
    ADD COLUMN queued_at timestamptz,
    DROP CONSTRAINT notifications_status_check,
    ADD CONSTRAINT notifications_status_check CHECK (status IN ('queued', 'sent', 'failed', 'superseded')),
    DROP CONSTRAINT notifications_order_id_event_key;
UPDATE notifications SET status = 'queued' WHERE status = 'failed';
UPDATE notifications SET occasion = coalesce(
    (SELECT min(booking) FROM orders, unnest(booking_ids) AS booking WHERE orders.id = order_id), 0)
WHERE event IN ('order_booked', 'order_in_transit', 'order_delivered');
ALTER TABLE notifications ADD CONSTRAINT notifications_occasion_key UNIQUE (order_id, event, occasion);
"""

# A process of the release before writes rows without the occasion; they get it here, so that nobody is told twice.
OCCASION = """
CREATE FUNCTION notification_occasion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.occasion = 0 AND NEW.event IN ('order_booked', 'order_in_transit', 'order_delivered') THEN
        NEW.occasion := coalesce(
            (SELECT min(booking) FROM orders, unnest(booking_ids) AS booking WHERE orders.id = NEW.order_id), 0);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notifications_have_an_occasion BEFORE INSERT ON notifications
    FOR EACH ROW EXECUTE FUNCTION notification_occasion();
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(OCCASION)
