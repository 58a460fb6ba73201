"""Names and reasons that were stored with line breaks, control or hidden characters hold them no longer."""

from alembic import op
from sqlalchemy import text

from logistics.kit.stored_texts import clean_stored
from logistics.kit.text import one_line, refused_in

revision = "2026_11_28_one_line"
down_revision = "2026_11_28_doors"


def upgrade() -> None:
    connection = op.get_bind()
    clean_stored(connection, "vehicles", "name", "vehicle_type")
    clean_stored(connection, "holds", "reason")
    # Two registrations may have differed in nothing else, and stay two.
    for vehicle_id, stored in connection.execute(text("SELECT id, registration FROM vehicles")).all():
        if refused_in(stored):
            value = f"{one_line(stored)[:8]} #{vehicle_id}".strip()
            change = text("UPDATE vehicles SET registration = :value WHERE id = :id")
            connection.execute(change, {"value": value, "id": vehicle_id})
