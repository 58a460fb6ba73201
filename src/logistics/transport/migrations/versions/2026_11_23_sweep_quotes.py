"""Know which quotes were booked, so that the others need not be kept for ever."""

from alembic import op

revision = "2026_11_23_sweep_quotes"
down_revision = "2026_11_22"

# A trigger, so that processes of the version before this one mark them too while both run.
USED = """
ALTER TABLE quotes ADD COLUMN used boolean NOT NULL DEFAULT false;
UPDATE quotes SET used = true WHERE EXISTS (SELECT FROM bookings WHERE quote_id = quotes.id);
CREATE INDEX quotes_unused ON quotes (valid_until) WHERE NOT used;
CREATE FUNCTION mark_quote_used() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN UPDATE quotes SET used = true WHERE id = NEW.quote_id; RETURN NULL; END $$;
CREATE TRIGGER bookings_mark_their_quote AFTER INSERT ON bookings
    FOR EACH ROW EXECUTE FUNCTION mark_quote_used();
"""


def upgrade() -> None:
    op.execute(USED)
