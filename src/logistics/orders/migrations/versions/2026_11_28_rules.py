"""Rules of goods are one document in products and order items, in the words of the wire.

Two releases take part. This one reads and writes `rules` alone; a process of the release before, which may run beside
it, goes on with the columns. A trigger has each follow the other. The next release drops the columns and the trigger.
"""

from alembic import op

revision = "2026_11_28_rules"
down_revision = "2026_11_28_step_times"

FOLLOW = """
CREATE FUNCTION rules_of_columns(goods jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'orientation', nullif(goods->>'orientation', 'any'),
        'stackable', nullif((goods->>'stackable')::boolean, true),
        'fragile', nullif((goods->>'fragile')::boolean, false),
        'max_load_on_top_kg', trim_scale((goods->>'max_load_on_top_g')::bigint * 0.001)::text,
        'bottom_only', nullif((goods->>'bottom_only')::boolean, false),
        'requires_refrigeration', nullif((goods->>'requires_refrigeration')::boolean, false),
        'max_layers', goods->'max_layers',
        'stack_code', goods->'stack_code',
        'carries_codes', goods->'carries_codes',
        'tags', nullif(goods->'tags', '[]'),
        'incompatible_tags', nullif(goods->'incompatible_tags', '[]'),
        'min_temperature_c', goods->'min_temperature_c',
        'max_temperature_c', goods->'max_temperature_c'))
$$;
CREATE FUNCTION words_of(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(word ORDER BY place), '{}')
    FROM jsonb_array_elements_text(list) WITH ORDINALITY AS words (word, place)
$$;
CREATE FUNCTION rules_follow_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    columns CONSTANT text[] := '{orientation,stackable,fragile,max_load_on_top_kg,bottom_only,requires_refrigeration,
        max_layers,stack_code,carries_codes,tags,incompatible_tags,min_temperature_c,max_temperature_c}';
    said jsonb := rules_of_columns(to_jsonb(NEW));
BEGIN
    IF TG_OP = 'INSERT' AND NEW.rules IS NULL THEN
        NEW.rules := said;
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' THEN
        IF NEW.rules IS NOT DISTINCT FROM OLD.rules THEN
            -- Of the release before, or about something else; rules that have no column stay.
            IF said <> rules_of_columns(to_jsonb(OLD)) OR OLD.rules IS NULL THEN
                NEW.rules := coalesce(NEW.rules, '{}') - columns || said;
            END IF;
            RETURN NEW;
        END IF;
    END IF;
    NEW.orientation := coalesce(NEW.rules->>'orientation', 'any');
    NEW.stackable := coalesce((NEW.rules->>'stackable')::boolean, true);
    NEW.fragile := coalesce((NEW.rules->>'fragile')::boolean, false);
    NEW.max_load_on_top_g := (NEW.rules->>'max_load_on_top_kg')::numeric * 1000;
    NEW.bottom_only := coalesce((NEW.rules->>'bottom_only')::boolean, false);
    NEW.requires_refrigeration := coalesce((NEW.rules->>'requires_refrigeration')::boolean, false);
    NEW.max_layers := (NEW.rules->>'max_layers')::integer;
    NEW.stack_code := NEW.rules->>'stack_code';
    NEW.carries_codes := CASE WHEN NEW.rules ? 'carries_codes' THEN words_of(NEW.rules->'carries_codes') END;
    NEW.tags := words_of(coalesce(NEW.rules->'tags', '[]'));
    NEW.incompatible_tags := words_of(coalesce(NEW.rules->'incompatible_tags', '[]'));
    NEW.min_temperature_c := (NEW.rules->>'min_temperature_c')::integer;
    NEW.max_temperature_c := (NEW.rules->>'max_temperature_c')::integer;
    RETURN NEW;
END $$;
"""

# Items of booked orders keep their goods, which a trigger sees to; what follows says the same of them in other words.
COLUMN = """
ALTER TABLE {table} ADD COLUMN rules jsonb;
COMMENT ON COLUMN {table}.rules IS 'Rules of goods in the words of the wire; what is as by default is left away.';
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} SET rules = rules_of_columns(to_jsonb({table}));
ALTER TABLE {table} ENABLE TRIGGER USER;
ALTER TABLE {table} ALTER COLUMN rules SET NOT NULL;
CREATE TRIGGER {table}_rules_follow_columns BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION rules_follow_columns();
"""


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    cursor.execute(FOLLOW)
    for table in ("products", "order_items"):
        cursor.execute(COLUMN.format(table=table))
