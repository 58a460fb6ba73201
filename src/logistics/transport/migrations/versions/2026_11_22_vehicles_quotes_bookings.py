"""Vehicles, quotes, holds, bookings and their history."""

from alembic import op

revision = "2026_11_22"
down_revision = None

VEHICLES = """
CREATE TABLE vehicles (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registration    text NOT NULL,
    name            text NOT NULL,
    vehicle_type    text NOT NULL,
    cargo_length_mm integer NOT NULL CHECK (cargo_length_mm > 0),
    cargo_width_mm  integer NOT NULL CHECK (cargo_width_mm > 0),
    cargo_height_mm integer NOT NULL CHECK (cargo_height_mm > 0),
    door_width_mm   integer NOT NULL CHECK (door_width_mm > 0),
    door_height_mm  integer NOT NULL CHECK (door_height_mm > 0),
    max_payload_g   bigint NOT NULL CHECK (max_payload_g > 0),
    refrigerated    boolean NOT NULL,
    tail_lift       boolean NOT NULL,
    base_charge     numeric(12, 2) NOT NULL CHECK (base_charge >= 0),
    rate_per_km     numeric NOT NULL CHECK (rate_per_km >= 0),
    currency        text NOT NULL,
    status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'maintenance', 'retired')),
    version         integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX vehicles_registration ON vehicles (lower(registration));
"""

QUOTES = """
CREATE TABLE quotes (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vehicle_id      bigint NOT NULL REFERENCES vehicles,
    origin_lat      double precision NOT NULL,
    origin_lon      double precision NOT NULL,
    destination_lat double precision NOT NULL,
    destination_lon double precision NOT NULL,
    period          daterange NOT NULL CHECK (NOT isempty(period)),
    priority        text NOT NULL CHECK (priority IN ('standard', 'express', 'critical')),
    weight_g        bigint NOT NULL,
    volume_mm3      bigint NOT NULL,
    distance_km     numeric NOT NULL,
    distance_source text NOT NULL,
    lines           jsonb NOT NULL,
    total           numeric(12, 2) NOT NULL,
    currency        text NOT NULL,
    valid_until     timestamptz NOT NULL
);
"""

# Bookings and blocks hold a vehicle through one table, so that one constraint refuses every overlap, also
# between a booking and a block. A range of one vehicle stands for the vehicle, because plain equality in a GiST
# index would need the extension btree_gist, which not every PostgreSQL has.
HOLDS = """
CREATE TABLE holds (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vehicle_id bigint NOT NULL REFERENCES vehicles,
    period     daterange NOT NULL CHECK (NOT isempty(period)),
    active     boolean NOT NULL DEFAULT true,
    reason     text,
    CONSTRAINT holds_do_not_overlap
        EXCLUDE USING gist (int8range(vehicle_id, vehicle_id, '[]') WITH &&, period WITH &&) WHERE (active),
    UNIQUE (id, vehicle_id, period, active)
);
COMMENT ON COLUMN holds.reason IS 'Why a vehicle is blocked; null when a booking holds it.';
CREATE INDEX holds_blocks ON holds (vehicle_id, id) WHERE reason IS NOT NULL;
"""

# The foreign key carries what the hold and the booking must agree on; `holds_vehicle` follows the status, so a
# booking that is not cancelled cannot be without its days.
BOOKINGS = """
CREATE TABLE bookings (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hold_id        bigint NOT NULL UNIQUE,
    vehicle_id     bigint NOT NULL,
    period         daterange NOT NULL,
    order_id       bigint NOT NULL,
    load_index     integer NOT NULL CHECK (load_index >= 0),
    layout_key     text NOT NULL,
    layout_version text NOT NULL,
    layout_sha256  text NOT NULL,
    quote_id       bigint NOT NULL REFERENCES quotes,
    price          numeric(12, 2) NOT NULL,
    currency       text NOT NULL,
    status         text NOT NULL CHECK (status IN ('confirmed', 'in_transit', 'delivered', 'cancelled')),
    status_reason  text,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    holds_vehicle  boolean NOT NULL GENERATED ALWAYS AS (status <> 'cancelled') STORED,
    CONSTRAINT bookings_hold_their_days
        FOREIGN KEY (hold_id, vehicle_id, period, holds_vehicle) REFERENCES holds (id, vehicle_id, period, active)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT bookings_use_a_quote_once UNIQUE (quote_id)
);
CREATE UNIQUE INDEX bookings_one_per_load ON bookings (order_id, load_index) WHERE status <> 'cancelled';
CREATE INDEX bookings_order ON bookings (order_id, id);
CREATE INDEX bookings_vehicle ON bookings (vehicle_id, id);
CREATE INDEX bookings_status ON bookings (status, id);
CREATE INDEX bookings_updated ON bookings (updated_at);
CREATE INDEX bookings_period ON bookings USING gist (period);
"""

HISTORY = """
CREATE TABLE booking_history (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    booking_id  bigint NOT NULL REFERENCES bookings,
    from_status text,
    to_status   text NOT NULL,
    reason      text,
    actor_kind  text NOT NULL,
    actor_name  text NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX booking_history_booking ON booking_history (booking_id, id);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the history of bookings is only ever added to'; END $$;
CREATE TRIGGER booking_history_only_grows BEFORE UPDATE OR DELETE ON booking_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

IDEMPOTENCY_KEYS = """
CREATE TABLE idempotency_keys (
    principal   text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    body        bytea,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
"""


def upgrade() -> None:
    for statements in (VEHICLES, QUOTES, HOLDS, BOOKINGS, HISTORY, IDEMPOTENCY_KEYS):
        op.execute(statements)
