"""What a model is given and what it gives: tool answers, tool errors, and its last word."""

import json
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from logistics.contracts.base import Contract
from logistics.kit.errors import LogisticsError
from logistics.kit.wrong_values import words_of

UNEXPECTED = ("internal-error", "Something broke on our side; the log has the details.")


class ToolAnswer(Contract):
    """What a tool tells the model. `summary` is also what people read in the run's list of steps."""

    summary: str


class Conclusion(Contract):
    """Give this when your work is done, or cannot be done. The facts are taken from your tools, not from here."""

    because: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="One sentence that tells a dispatcher what came of it and why."
    )


def error_of(exception: Exception) -> tuple[str, str]:
    """Code and sentence of what went wrong in a tool, in our words: no exception text reaches a model."""
    if isinstance(exception, LogisticsError):
        return exception.code, exception.message
    if isinstance(exception.__cause__, ValidationError):
        faults = [f"{'/'.join(map(str, e['loc']))}: {words_of(e)}" for e in exception.__cause__.errors()]
        return "invalid-arguments", f"The arguments do not fit: {'; '.join(faults)}."
    return UNEXPECTED


def error_text(code: str, detail: str) -> str:
    """A tool's error as the model sees it."""
    return json.dumps({"error": {"code": code, "detail": detail}}, ensure_ascii=False)


def parsed(text: str) -> dict[str, Any]:
    """A tool's answer as a document; text that is none is its own summary."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    return document if isinstance(document, dict) else {"summary": text}
