"""The order book: customers, products, orders, their events, runs, notifications, and the job queue."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "2026_11_22_order_book"
down_revision = None

TABLES = """
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    phone text,
    language text NOT NULL,
    address jsonb,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX customers_email ON customers (lower(email));

CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    label text NOT NULL,
    length_mm integer NOT NULL,
    width_mm integer NOT NULL,
    height_mm integer NOT NULL,
    weight_g bigint NOT NULL,
    orientation text NOT NULL,
    stackable boolean NOT NULL,
    fragile boolean NOT NULL,
    max_load_on_top_g bigint,
    bottom_only boolean NOT NULL,
    requires_refrigeration boolean NOT NULL,
    active boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1
);

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    reference text,
    priority text NOT NULL,
    pickup_date date NOT NULL,
    origin jsonb NOT NULL,
    destination jsonb NOT NULL,
    notes text,
    auto_process boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'processing', 'awaiting_approval', 'needs_attention', 'booked',
                                           'in_transit', 'delivered', 'cancelled')),
    status_reason text,
    remedy jsonb,
    booking_ids bigint[] NOT NULL DEFAULT '{}',
    layout jsonb,
    price jsonb,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX orders_status ON orders (status, id);
CREATE INDEX orders_customer ON orders (customer_id, id);
CREATE INDEX orders_pickup ON orders (pickup_date, id);
CREATE INDEX orders_reference ON orders (lower(reference) text_pattern_ops);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders,
    line integer NOT NULL,
    sku text,
    description text NOT NULL,
    quantity integer NOT NULL,
    length_mm integer NOT NULL,
    width_mm integer NOT NULL,
    height_mm integer NOT NULL,
    weight_g bigint NOT NULL,
    orientation text NOT NULL,
    stackable boolean NOT NULL,
    fragile boolean NOT NULL,
    max_load_on_top_g bigint,
    bottom_only boolean NOT NULL,
    requires_refrigeration boolean NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    type text NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    txid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX events_order ON events (order_id, id);
CREATE INDEX events_stream ON events (txid, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'Events are only ever added to.'; END $$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    agent text NOT NULL,
    model text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'stopped')),
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    turns integer NOT NULL DEFAULT 0,
    tool_calls integer NOT NULL DEFAULT 0,
    tokens integer NOT NULL DEFAULT 0,
    cost jsonb
);
CREATE INDEX runs_order ON runs (order_id, id);

CREATE TABLE run_steps (
    run_id bigint NOT NULL REFERENCES runs,
    seq integer NOT NULL,
    agent text NOT NULL,
    tool text NOT NULL,
    arguments jsonb NOT NULL,
    result text NOT NULL,
    ms integer NOT NULL,
    error text,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    event text NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    error text,
    UNIQUE (order_id, event)
);

CREATE TABLE idempotency_keys (
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
"""


def upgrade() -> None:
    # The driver sends the text as it is: percent signs and colons in it are no parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(TABLES)
    cursor.execute(SchemaManager.get_schema())
