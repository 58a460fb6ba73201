import pytest
from strands.models.bedrock import BedrockModel
from strands.models.openai import OpenAIModel

from logistics.agents.models.building import UnknownModel, build_model
from logistics.agents.models.rules import RulesModel
from logistics.agents.settings import AgentSettings


def model_named(name: str, tmp_path):
    return build_model(AgentSettings(layouts_dir=tmp_path, api_key="own-key", model=name), "analyser")


def test_the_rules_are_the_default(tmp_path):
    assert isinstance(build_model(AgentSettings(layouts_dir=tmp_path, api_key="own-key"), "analyser"), RulesModel)


def test_bedrock_gets_exactly_the_model_and_region_that_are_set(tmp_path):
    model = model_named("bedrock:us.amazon.nova-2-lite-v1:0", tmp_path)

    assert isinstance(model, BedrockModel)
    assert model.get_config()["model_id"] == "us.amazon.nova-2-lite-v1:0"
    assert model.client.meta.region_name == "us-east-1"
    assert model.client.meta.config.retries["total_max_attempts"] == 1


def test_openai_gets_the_model_and_the_address(tmp_path):
    model = model_named("openai:qwen3:8b@http://127.0.0.1:11434/v1", tmp_path)

    assert isinstance(model, OpenAIModel)
    assert model.get_config()["model_id"] == "qwen3:8b"
    assert model.client_args["base_url"] == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    "name", ["", "gpt", "rules:2", "bedrock:", "openai:qwen", "openai:@http://x", "openai:qwen@"]
)
def test_a_name_of_another_form_is_refused_with_the_forms_there_are(name, tmp_path):
    with pytest.raises(UnknownModel, match="write rules, bedrock:<model id> or openai"):
        model_named(name, tmp_path)
