"""Users, sessions, keys, the keys that sign tokens, and an audit trail; events know their request."""

from alembic import op

revision = "2026_11_22_identity"
down_revision = "2026_11_22_order_book"

PEOPLE = """
CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email         text NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('admin', 'dispatcher', 'loader', 'viewer', 'customer')),
    customer_id   bigint REFERENCES customers,
    password_hash text,
    active        boolean NOT NULL DEFAULT true,
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL,
    CONSTRAINT users_customers_have_a_customer CHECK ((role = 'customer') = (customer_id IS NOT NULL))
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE sessions (
    token_hash   bytea PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES users,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_age ON sessions (created_at);

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY,
    user_id    bigint NOT NULL UNIQUE REFERENCES users,
    expires_at timestamptz NOT NULL
);

CREATE TABLE sign_in_failures (
    address text NOT NULL,
    email   text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_address ON sign_in_failures (address, at);
CREATE INDEX sign_in_failures_age ON sign_in_failures (at);
"""

KEYS = """
CREATE TABLE api_keys (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    prefix       text NOT NULL UNIQUE,
    secret_hash  bytea NOT NULL,
    name         text NOT NULL,
    grants       text[] NOT NULL,
    customer_id  bigint REFERENCES customers,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_keys_customers_have_a_customer CHECK (('customer' = ANY (grants)) = (customer_id IS NOT NULL))
);

CREATE TABLE signing_keys (
    kid        text PRIMARY KEY,
    jwk        jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
"""

# `refuse_change` came with the order book; its sentence is about events, so the audit trail has its own.
AUDIT = """
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       text NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    subject    text NOT NULL,
    at         timestamptz NOT NULL,
    request_id text,
    data       jsonb NOT NULL
);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The audit trail is only ever added to.'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

ALTER TABLE events ADD COLUMN request_id text;
"""


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    for statements in (PEOPLE, KEYS, AUDIT):
        cursor.execute(statements)
