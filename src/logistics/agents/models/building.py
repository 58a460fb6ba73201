"""Choosing the model an agent thinks with, by name."""

from botocore.config import Config  # type: ignore[import-untyped]
from strands.models import Model
from strands.models.bedrock import BedrockModel

from logistics.agents.models.rules import RulesModel
from logistics.agents.settings import AgentSettings
from logistics.agents.table import AGENTS, load
from logistics.contracts.agents import AgentName
from logistics.kit.errors import Invalid

READ_TIMEOUT_S = 60
MOST_OUTPUT_TOKENS = 2000
"""Tool calls and one sentence; a model that writes more has lost its way."""


class UnknownModel(Invalid):
    """LOGISTICS_MODEL names no model we can use."""


def build_model(settings: AgentSettings, agent: AgentName) -> Model:
    """The model that `settings.model` names. Share it: a client takes 90 ms to build.

    `rules` needs nothing; `bedrock:<model id>` an AWS account; `openai:<model>@<base url>` a server that speaks
    OpenAI's protocol, such as vLLM, llama.cpp or Ollama.

    Raises:
        UnknownModel: The name has another form.
    """
    kind, _, rest = settings.model.partition(":")
    if kind == "rules" and not rest:
        return RulesModel(load(AGENTS[agent].rules))
    if kind == "bedrock" and rest:
        return _bedrock(rest, settings.aws_region)
    name, _, base_url = rest.rpartition("@")
    if kind == "openai" and name and base_url:
        return _openai(name, base_url, settings.model_api_key)
    raise UnknownModel(
        f"{settings.model!r} is no model: write rules, bedrock:<model id> or openai:<model>@<base url>."
    )


def _bedrock(model_id: str, region: str) -> Model:
    return BedrockModel(
        model_id=model_id,
        region_name=region,
        temperature=0.0,
        max_tokens=MOST_OUTPUT_TOKENS,
        # The agent's own retry strategy is the only one, or the two would multiply.
        boto_client_config=Config(retries={"total_max_attempts": 1}, read_timeout=READ_TIMEOUT_S, connect_timeout=5),
    )


def _openai(name: str, base_url: str, api_key: str) -> Model:
    from strands.models.openai import OpenAIModel  # Only who uses it pays for the import.

    return OpenAIModel(
        client_args={"base_url": base_url, "api_key": api_key, "max_retries": 0, "timeout": READ_TIMEOUT_S},
        model_id=name,
        params={"temperature": 0, "max_tokens": MOST_OUTPUT_TOKENS},
    )
