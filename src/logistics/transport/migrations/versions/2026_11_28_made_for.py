"""Bookings know what they were made for, and keep it; those that their order has not been told of are found."""

from alembic import op

revision = "2026_11_28_made_for"
down_revision = "2026_11_28_one_line"

# Null in rows of a process of the release before, which may run beside this one.
MADE_FOR = """
ALTER TABLE bookings ADD COLUMN made_for jsonb;
COMMENT ON COLUMN bookings.made_for IS 'What the order said: plan version, goods, route, day, priority.';
CREATE FUNCTION keep_what_was_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.vehicle_id, OLD.period, OLD.order_id, OLD.load_index, OLD.layout_key, OLD.layout_version,
        OLD.layout_sha256, OLD.quote_id, OLD.price, OLD.currency, OLD.made_for) IS DISTINCT FROM
       (NEW.vehicle_id, NEW.period, NEW.order_id, NEW.load_index, NEW.layout_key, NEW.layout_version,
        NEW.layout_sha256, NEW.quote_id, NEW.price, NEW.currency, NEW.made_for) THEN
        RAISE EXCEPTION 'Booking % keeps what it was made for; cancel it and book again.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bookings_keep_what_they_were_made_for BEFORE UPDATE ON bookings
    FOR EACH ROW EXECUTE FUNCTION keep_what_was_booked();
"""

# What is there is known to its order. What a process of the release before adds meanwhile is told by the worker.
TOLD = """
ALTER TABLE bookings ADD COLUMN told boolean NOT NULL DEFAULT true;
ALTER TABLE bookings ALTER COLUMN told SET DEFAULT false;
COMMENT ON COLUMN bookings.told IS 'Its order knows that it was made; later steps are told before they are taken.';
CREATE INDEX bookings_not_told ON bookings (id) WHERE NOT told;
"""


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    for statements in (MADE_FOR, TOLD):
        cursor.execute(statements)
