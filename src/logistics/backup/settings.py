"""BackupSettings: where backups are kept, how many, and when the daily one is taken."""

from typing import Annotated

from pydantic import AfterValidator, Field

from logistics.backup.addresses import in_full
from logistics.backup.errors import NoPlace
from logistics.kit.number_fields import PLAIN_WHOLE
from logistics.kit.settings import Settings


def _a_place(text: str) -> str:
    try:
        return in_full(text)
    except NoPlace as error:
        raise ValueError(error.message) from None


Place = Annotated[str, AfterValidator(_a_place)]


class BackupSettings(Settings):
    """How an installation is backed up; `logistics up`, `logistics backup` and `logistics doctor` read the same."""

    place: Place | None = Field(default=None, alias="LOGISTICS_BACKUP_DIR")
    keep: Annotated[int, PLAIN_WHOLE] = Field(default=14, alias="LOGISTICS_BACKUP_KEEP", ge=1)
    hour: Annotated[int, PLAIN_WHOLE] = Field(default=3, alias="LOGISTICS_BACKUP_HOUR", ge=0, le=23)
