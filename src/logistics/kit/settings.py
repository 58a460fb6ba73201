"""What a process is told at its start: read from the environment once, handed on to a process as its environment."""

import os
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from logistics.kit.errors import Invalid
from logistics.kit.wrong_values import words_of


class Settings(BaseModel):
    """The settings of one process, or a part of them; the alias of each field is its environment variable."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="forbid")


Kind = TypeVar("Kind", bound=Settings)


class SettingsWrong(Invalid):
    """A setting is missing or wrong."""


def read_settings(kind: type[Kind], environment: Mapping[str, object] = os.environ) -> Kind:
    """The settings that `kind` names, whatever else the environment holds.

    Args:
        environment: Text by variable; whoever starts a process may put values in place of text.

    Raises:
        SettingsWrong: Naming every variable that is missing or wrong, never a value.
    """
    try:
        return kind.model_validate({name: environment[name] for name in variables_of(kind) if name in environment})
    except ValidationError as error:
        faults = [": ".join([*map(str, fault["loc"][:1]), words_of(fault)]) for fault in error.errors()]
        raise SettingsWrong("The environment is not set up:\n" + "\n".join(f"  {f}" for f in faults)) from None


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a process reads these settings; what is left to its default is not in it."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    fields = type(settings).model_fields
    return {str(fields[name].alias): _text(value) for name, value in given.items() if value is not None}


def variables_of(kind: type[Settings]) -> list[str]:
    """The environment variables that these settings are read from."""
    return [str(field.alias) for field in kind.model_fields.values()]


def _text(value: object) -> str:
    # A number is read in plain digits, which `str` does not keep to: 1e-05.
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, float) else str(value)
