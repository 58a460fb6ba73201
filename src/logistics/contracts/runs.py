"""Agents' runs and their steps."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    Field,
)

from logistics.contracts.base import Contract
from logistics.contracts.moments import Moment
from logistics.contracts.money import Money
from logistics.contracts.numbers import Count, Id
from logistics.contracts.texts import Facts, Line, Text
from logistics.words import RunStatus

MOST_STEPS_LISTED = 10
"""Steps of a run that a list shows of it."""

Milestone = Literal["load_analysed", "layout_saved", "vehicle_booked"]
"""What people follow an order by while agents work on it: events that their tools are."""


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
    started_at: Moment | None = None
    milestone: Milestone | None = Field(default=None, description="The event of the order that this is.")


class StepRead(RunStep):
    """A tool call as recorded; `seq` counts from 1, in the order in which they began."""

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


class RunSummary(Contract):
    """A run as lists show it: all but most of its steps."""

    id: Id
    order_id: Id
    agent: str
    model: str
    status: RunStatus
    started_at: datetime
    ended_at: datetime | None
    steps: list[StepRead] = Field(
        description=f"The latest {MOST_STEPS_LISTED} of `step_count`; the run itself has all."
    )
    step_count: int = 0
    usage: Usage


class RunRead(RunSummary):
    """A run as recorded."""

    steps: list[StepRead]


class RunStarted(RunRead):
    """A run that begins, with the token its agents act with."""

    token: str
