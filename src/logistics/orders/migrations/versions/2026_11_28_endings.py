"""What authority rests on and when it ended, written down by the database itself, whoever ends it and how."""

from alembic import op

revision = "2026_11_28_endings"
down_revision = "2026_11_28_one_line"

# A key whose grants change is another key to those who believe its tokens.
STATEMENTS = """
ALTER TABLE api_keys ADD COLUMN version integer NOT NULL DEFAULT 1;

-- A restore withdraws keys: they sign and prove no token any more, only tracking links. It may have come before us.
ALTER TABLE signing_keys ADD COLUMN IF NOT EXISTS withdrawn boolean NOT NULL DEFAULT false;

CREATE TABLE endings (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    basis text NOT NULL,
    at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX endings_at ON endings (at);

-- No token lives for a day, so older ones are cleared away, a few at a time.
CREATE FUNCTION note_ending() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ended text;
BEGIN
    IF TG_TABLE_NAME = 'sessions' THEN ended := 'session:' || encode(OLD.token_hash, 'hex');
    ELSIF TG_TABLE_NAME = 'users' THEN ended := 'user:' || OLD.id || '#' || OLD.version;
    ELSIF TG_TABLE_NAME = 'api_keys' THEN ended := 'key:' || OLD.id || '#' || OLD.version;
    ELSE ended := 'run:' || OLD.id;
    END IF;
    DELETE FROM endings WHERE id IN (
        SELECT id FROM endings WHERE at < clock_timestamp() - interval '1 day' LIMIT 100 FOR UPDATE SKIP LOCKED);
    INSERT INTO endings (basis) VALUES (ended);
    RETURN NULL;
END $$;

CREATE TRIGGER session_ends AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION note_ending();
CREATE TRIGGER user_changes AFTER UPDATE ON users FOR EACH ROW
    WHEN ((OLD.role, OLD.customer_id, OLD.active, OLD.version)
          IS DISTINCT FROM (NEW.role, NEW.customer_id, NEW.active, NEW.version))
    EXECUTE FUNCTION note_ending();
CREATE TRIGGER key_changes AFTER UPDATE ON api_keys FOR EACH ROW
    WHEN ((OLD.revoked_at, OLD.expires_at, OLD.customer_id, OLD.version)
          IS DISTINCT FROM (NEW.revoked_at, NEW.expires_at, NEW.customer_id, NEW.version))
    EXECUTE FUNCTION note_ending();
CREATE TRIGGER run_ends AFTER UPDATE ON runs FOR EACH ROW
    WHEN (OLD.status = 'running' AND NEW.status <> 'running') EXECUTE FUNCTION note_ending();
"""


def upgrade() -> None:
    op.get_bind().connection.cursor().execute(STATEMENTS)
