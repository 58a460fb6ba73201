"""The layouts that were booked, held against what is stored: each must be there, byte by byte as it was proven."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

BOOKED = """
SELECT 'booking ' || id || ' of order ' || order_id, layout_key || '/' || layout_version, layout_sha256
FROM bookings ORDER BY id
"""
CONNECT_WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class BookedLayout:
    """What a booking was proven with: `order-7.json/2`, and the hash of its bytes."""

    booked_by: str
    file: str
    sha256: str


def booked_layouts(connection: psycopg.Connection[Any]) -> list[BookedLayout]:
    """What the bookings of this database refer to; nothing where there are no bookings to speak of."""
    if connection.execute("SELECT to_regclass('bookings')").fetchall() == [(None,)]:
        return []
    return [BookedLayout(*row) for row in connection.execute(BOOKED)]


def faults_of(booked: Iterable[BookedLayout], found: Callable[[str], str | None]) -> list[str]:
    """A sentence for each booking whose layout is missing or altered.

    Args:
        found: The hash of what is stored in a file; None when nothing can be read there.
    """
    faults = []
    for layout in booked:
        sha256 = found(layout.file)
        if sha256 != layout.sha256:
            how = "is missing or cannot be read" if sha256 is None else "was altered since (its SHA-256 differs)"
            faults.append(f"The layout {layout.file} of {layout.booked_by} {how}.")
    return faults


def faults_of_store(transport_url: str, layouts: Path) -> tuple[int, list[str]]:
    """How many bookings have a layout, and a sentence for each whose layout is missing or altered.

    Raises:
        psycopg.Error: The database does not answer.
    """
    with psycopg.connect(transport_url, connect_timeout=CONNECT_WITHIN_S) as connection:
        booked = booked_layouts(connection)
    return len(booked), faults_of(booked, lambda file: _sha256(layouts / file))


def _sha256(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
