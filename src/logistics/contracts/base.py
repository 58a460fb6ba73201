"""What every contract is: strict, immutable, and a patch or a page of it."""

from collections.abc import Set
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_type_hints

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from logistics.dock.models import Derived


class Contract(Derived):
    """A message between processes: immutable, unknown fields refused.

    That is for what is asked of us. What others answer is read by `answered`.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )


Answer = TypeVar("Answer", bound=BaseModel)


def answered(kind: type[Answer], content: bytes) -> Answer:
    """An answer as we know it: what a newer process says besides is left out, so that upgrades may roll.

    Raises:
        ValidationError: It is no such answer.
    """
    return kind.model_validate_json(content, extra="ignore")


class Patch(Contract):
    """What may change of something: a field left away stays as it is; only those of `may_be_emptied` become null.

    `of` is the contract by which it is created, all of whose fields may change, `but` for some.
    """

    may_be_emptied: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(
        cls, *, of: type[Contract] | None = None, but: Set[str] = frozenset(), **kwargs: Any
    ) -> None:
        """What may be created empty may be emptied."""
        if of is None:
            super().__init_subclass__(**kwargs)
            return
        hints = get_type_hints(of, include_extras=True)
        kinds = {name: hints[name] for name in of.model_fields}
        super().__init_subclass__(
            fields={name: (kind | None, None) for name, kind in kinds.items() if name not in but}, **kwargs
        )
        cls.may_be_emptied = frozenset(name for name, kind in kinds.items() if type(None) in get_args(kind))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """As the service takes it: null is the default of every field in Python and is refused on the wire."""
        schema = handler(core_schema)
        for name, field in handler.resolve_ref_schema(schema)["properties"].items():
            if name not in cls.may_be_emptied:
                _refuse_null(field)
        return schema


def _refuse_null(field: dict[str, Any]) -> None:
    choices = [choice for choice in field.pop("anyOf", []) if choice != {"type": "null"}]
    field.update(choices[0] if len(choices) == 1 else {"anyOf": choices})
    field.pop("default", None)


T = TypeVar("T")


class Page(Contract, Generic[T]):
    """A page of a list; `next_cursor` is null on the last one."""

    data: list[T]
    next_cursor: str | None = None
