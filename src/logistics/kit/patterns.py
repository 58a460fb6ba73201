"""Texts that are written in one form, as fields: the form for programs and the words for people stand together."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a text is written.

    Args:
        regex: What the schema says and what is taken, so that they cannot differ; from `^` to `$`.
        words: What a person is told who wrote it otherwise, for instance `must be two capital letters, such as DE`.
    """

    regex: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._matching, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"pattern": self.regex}

    def _matching(self, text: str) -> str:
        if not re.fullmatch(self.regex, text):
            raise PydanticCustomError("string_pattern_mismatch", "{words}", {"words": self.words})
        return text


STORABLE = Pattern("^[^\0]*$", "must not hold a NUL character")
"""Of a text that is only looked for."""
