"""Turns whatever stopped an agent into an `AgentFailure`: a code, a sentence of ours, and whether to try again."""

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from strands.types.exceptions import (
    EventLoopException,
    MaxTokensReachedException,
    ModelThrottledException,
    StructuredOutputException,
)

from logistics.agents.answers import UNEXPECTED
from logistics.contracts.agents import AgentFailure
from logistics.kit import logs
from logistics.kit.errors import LogisticsError, TooMany, Unavailable

log = logs.get(__name__)

_NOT_OURS_TO_USE = {"AccessDeniedException", "ResourceNotFoundException", "ValidationException"}
"""What Bedrock answers for a model that is past its end of life, unknown or not enabled."""


def failure_of(error: Exception) -> AgentFailure:
    """The failure that an error means. What nobody foresaw is logged here, once, and told without its text.

    `retry` only when somebody else does not answer: that passes, and such a job is never given up.
    """
    if isinstance(error, EventLoopException):
        return failure_of(error.original_exception)
    if isinstance(error, LogisticsError):
        retry = isinstance(error, Unavailable | TooMany)
        return AgentFailure(code=error.code, detail=error.message, retry=retry)
    if isinstance(error, TimeoutError):
        return AgentFailure(code="agent-too-slow", detail="The agent did not finish in time.", retry=False)
    if isinstance(error, StructuredOutputException | MaxTokensReachedException):
        return AgentFailure(code="unfinished", detail="The model did not come to a conclusion.", retry=False)
    return _model_failure(error) or _unforeseen(error)


def _model_failure(error: Exception) -> AgentFailure | None:
    """Trouble with the model's provider, if it is that."""
    if _is_refusal(error):
        log.error("model.refused", kind=type(error).__name__, exc_info=error)
        detail = "The model cannot be used: unknown, past its end of life, or not enabled. Change LOGISTICS_MODEL."
        return AgentFailure(code="model-not-usable", detail=detail, retry=False)
    if isinstance(error, ModelThrottledException | BotoCoreError | ClientError) or _from_openai(error):
        log.warning("model.unavailable", kind=type(error).__name__, exc_info=error)
        return AgentFailure(code="model-unavailable", detail="The model does not answer.", retry=True)
    return None


def _is_refusal(error: Exception) -> bool:
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code") in _NOT_OURS_TO_USE
    return _from_openai(error) and getattr(error, "status_code", None) in (400, 401, 403, 404)


def _from_openai(error: Exception) -> bool:
    """By name, because importing that package for an `isinstance` would cost every agent process its memory."""
    return any(kind.__module__.partition(".")[0] == "openai" for kind in type(error).__mro__)


def _unforeseen(error: Exception) -> AgentFailure:
    log.error("agent.crashed", exc_info=error)
    code, detail = UNEXPECTED
    return AgentFailure(code=code, detail=detail, retry=False)
