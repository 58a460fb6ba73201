"""For migrations: texts that were stored before a line was held to be one are made so, or nobody could read them."""

from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, text

from logistics.kit.text import one_line


def clean_stored(connection: Connection, table: str, *columns: str) -> None:
    """Put a space for every character that may not stand in a line, in columns of text, text[] and jsonb."""
    for column in columns:
        # What is printable ASCII is as it is; in a document, what is not is written with a backslash.
        odd = rf"SELECT ctid::text, {column} FROM {table} WHERE {column}::text ~ '[^ -~]|\\'"
        for place, stored in connection.execute(text(odd)).all():
            cleaned = _cleaned(stored)
            if cleaned != stored:
                value = Jsonb(cleaned) if isinstance(cleaned, dict) else cleaned
                change = f"UPDATE {table} SET {column} = :value WHERE ctid = CAST(:place AS tid)"
                connection.execute(text(change), {"value": value, "place": place})


def _cleaned(stored: Any) -> Any:
    if isinstance(stored, dict):
        return {name: _cleaned(value) for name, value in stored.items()}
    if isinstance(stored, list):
        return [_cleaned(value) for value in stored]
    return one_line(stored) or "?" if isinstance(stored, str) and stored.strip() else stored
