"""Reading a layout back: only the bytes that were hashed count."""

import hashlib

from pydantic import ValidationError

from logistics.contracts.layout import LayoutDocument
from logistics.contracts.layout_ref import LayoutRef
from logistics.kit.errors import Invalid
from logistics.kit.wrong_values import words_of
from logistics.layouts.store import LayoutStore, LayoutUnreadable

__all__ = ["LayoutChanged", "LayoutUnreadable", "parse_layout", "read_layout"]


class LayoutChanged(Invalid):
    """The bytes stored at that version no longer have that hash."""


async def read_layout(store: LayoutStore, ref: LayoutRef) -> LayoutDocument:
    """The document behind a reference.

    Raises:
        LayoutNotFound: Nothing is stored there.
        LayoutChanged: Something else is stored there than what was referred to.
        LayoutUnreadable: The bytes are the ones referred to, and no layout; or there is something that is no file.
        StorageUnusable: The disk does not give it out.
    """
    body = await store.get(ref.key, ref.version)
    if hashlib.sha256(body).hexdigest() != ref.sha256:
        raise LayoutChanged(f"{ref.key} at version {ref.version} was changed after it was saved.", key=ref.key)
    return parse_layout(body)


def parse_layout(body: bytes) -> LayoutDocument:
    """Bytes as a layout document.

    Raises:
        LayoutUnreadable: They are not one.
    """
    try:
        return LayoutDocument.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"]))
        raise LayoutUnreadable(f"Not a layout document: {where}: {words_of(first)}.") from None
