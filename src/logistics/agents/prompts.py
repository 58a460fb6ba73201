"""The reviewed prompt files that stand beside the agents."""

from functools import cache
from importlib.resources import files

from logistics.contracts.agents import AgentName


@cache
def prompt(agent: AgentName) -> str:
    """What the agent is told before it sees any request."""
    return files(f"logistics.agents.{agent}").joinpath("prompt.md").read_text(encoding="utf-8")
