"""Names and descriptions that were stored with line breaks, control or hidden characters hold them no longer."""

from alembic import op

from logistics.kit.stored_texts import clean_stored

revision = "2026_11_28_one_line"
down_revision = "2026_11_28_told_again"

WORDS = ("stack_code", "carries_codes", "tags", "incompatible_tags")


def upgrade() -> None:
    connection = op.get_bind()
    clean_stored(connection, "customers", "name", "address")
    clean_stored(connection, "products", "label", *WORDS)
    clean_stored(connection, "orders", "reference", "origin", "destination")
    clean_stored(connection, "order_items", "description", *WORDS)
