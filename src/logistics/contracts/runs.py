"""Agents' runs and their steps."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    Field,
)

from logistics.contracts.base import Contract
from logistics.contracts.money import Money
from logistics.contracts.numbers import Count, Id
from logistics.contracts.texts import Facts, Line, Text
from logistics.words import RunStatus


class RunCreate(Contract):
    """An agent starts to work on an order."""

    order_id: Id
    agent: Literal["orchestrator", "analyser", "transport"]
    model: Line = Field(examples=["rules"])
    requested_by: Line | None = Field(default=None, description="Who asked for it in words, if somebody did.")


class RunStep(Contract):
    """One tool call of an agent. `arguments` and `result` are shortened, never secret."""

    agent: Text = Field(examples=["analyser"])
    tool: Text = Field(examples=["calculate_load"])
    arguments: Facts = Field(examples=[{"order_id": 123}])
    result: Text = Field(examples=["5 pieces, 400.5 kg, 2.9 m3."])
    ms: Annotated[Count, Field(examples=[12])]
    error: Text | None = None


class StepRead(RunStep):
    """A tool call as recorded; `seq` counts from 1."""

    seq: int


class RunSteps(Contract):
    """Tool calls to add to a run, in order."""

    steps: Annotated[list[RunStep], Field(min_length=1, max_length=500)]


class Usage(Contract):
    """What a run has used."""

    turns: Count = 0
    tool_calls: Count = 0
    tokens: Count = 0
    cost: Money | None = None


class RunPatch(Contract):
    """How a run ended."""

    status: Literal[RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.STOPPED]
    usage: Usage = Usage()


class RunRead(Contract):
    """A run as recorded."""

    id: Id
    order_id: Id
    agent: str
    model: str
    status: RunStatus
    started_at: datetime
    ended_at: datetime | None
    steps: list[StepRead]
    usage: Usage


class RunStarted(RunRead):
    """A run that begins, with the token its agents act with."""

    token: str
