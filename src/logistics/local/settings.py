"""Settings read from the environment, and their faults as sentences."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from logistics.kit.errors import Invalid
from logistics.web.words import words_of

Settings = TypeVar("Settings", bound=BaseSettings)


class SettingsWrong(Invalid):
    """A setting is missing or wrong."""


def read_settings(kind: type[Settings]) -> Settings:
    """The settings of a process.

    Raises:
        SettingsWrong: Naming every environment variable that is missing or wrong, never a value.
    """
    try:
        return kind()
    except ValidationError as error:
        faults = [": ".join([*map(str, fault["loc"][:1]), words_of(fault)]) for fault in error.errors()]
        raise SettingsWrong("The environment is not set up:\n" + "\n".join(f"  {f}" for f in faults)) from None
