"""Orders know their bookings and the version of their plan; one whose vehicles are booked keeps what they carry."""

from alembic import op

revision = "2026_11_28_held_orders"
down_revision = "2026_11_28_sign_in_counts"

# Each with a default, so that a process of the release before goes on writing rows while this one is rolled out.
COLUMNS = """
ALTER TABLE orders
    ADD COLUMN booking_states jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN plan_version integer NOT NULL DEFAULT 1,
    ADD CONSTRAINT orders_say_what_holds_them CHECK (
        status NOT IN ('booked', 'in_transit', 'delivered')
        OR booking_ids <> '{}' AND layout IS NOT NULL AND price IS NOT NULL) NOT VALID;
"""

HELD = """
CREATE FUNCTION keep_what_is_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('booked', 'in_transit', 'delivered') AND
       (OLD.customer_id, OLD.priority, OLD.pickup_date, OLD.origin, OLD.destination, OLD.plan_version)
       IS DISTINCT FROM
       (NEW.customer_id, NEW.priority, NEW.pickup_date, NEW.origin, NEW.destination, NEW.plan_version) THEN
        RAISE EXCEPTION 'Order % is %: what its vehicles were booked for does not change.', OLD.id, OLD.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_keep_what_is_booked BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION keep_what_is_booked();

CREATE FUNCTION keep_booked_goods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM orders WHERE id IN (SELECT order_id FROM changed)
                                    AND status IN ('booked', 'in_transit', 'delivered')) THEN
        RAISE EXCEPTION 'An order that has its vehicles keeps the goods they were booked for.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER booked_orders_get_no_items AFTER INSERT ON order_items
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_booked_goods();
CREATE TRIGGER booked_orders_lose_no_items AFTER DELETE ON order_items
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_booked_goods();
CREATE TRIGGER booked_orders_change_no_items AFTER UPDATE ON order_items
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_booked_goods();
"""


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    for statements in (COLUMNS, HELD):
        cursor.execute(statements)
