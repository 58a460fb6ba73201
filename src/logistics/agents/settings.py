"""AgentSettings, read from the environment once."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from logistics.agents.table import AGENTS
from logistics.contracts.agents import AgentName
from logistics.kit.settings import Settings


def _address(agent: AgentName) -> str:
    return f"http://127.0.0.1:{AGENTS[agent].port}"


class AgentSettings(Settings):
    """How one agent process is set up."""

    order_api_url: str = Field(default="http://127.0.0.1:8000", alias="ORDER_API_URL")
    transport_api_url: str = Field(default="http://127.0.0.1:3000/api", alias="TRANSPORT_API_URL")
    orchestrator_url: str = Field(default=_address("orchestrator"), alias="ORCHESTRATOR_AGENT_URL")
    analyser_url: str = Field(default=_address("analyser"), alias="ANALYSER_AGENT_URL")
    transport_url: str = Field(default=_address("transport"), alias="TRANSPORT_AGENT_URL")
    layouts_dir: Path = Field(alias="LOGISTICS_LAYOUTS_DIR")
    api_key: str = Field(alias="LOGISTICS_API_KEY", repr=False)
    access: Literal["token", "agentcore"] = Field(default="token", alias="LOGISTICS_AGENT_ACCESS")
    secret: str | None = Field(default=None, alias="LOGISTICS_AGENT_SECRET", repr=False)
    hosts: str | None = Field(default=None, alias="LOGISTICS_HOSTS")
    timezone: str = Field(default="UTC", alias="LOGISTICS_TIMEZONE")
    model: str = Field(default="rules", alias="LOGISTICS_MODEL")
    model_api_key: str = Field(default="none", alias="OPENAI_API_KEY", repr=False)
    aws_region: str = Field(default="us-east-1", alias="AWS_REGION")

    def agent_urls(self) -> dict[AgentName, str]:
        """Where each agent answers."""
        return {
            "orchestrator": self.orchestrator_url,
            "analyser": self.analyser_url,
            "transport": self.transport_url,
        }
