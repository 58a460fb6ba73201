"""What a process loads: a service stays light, whatever the command line and the agents need."""

import subprocess
import sys

import pytest

APP = """
from pathlib import Path
from logistics.{service}.app import create_app
from logistics.{service}.settings import {settings}
create_app({settings}(
    database_url="postgresql://nobody@127.0.0.1:1/none", layouts_dir=Path("/nonexistent"), **{more}
))
"""
MODELS_AND_CLOUD = {"strands", "boto3", "botocore", "openai", "bedrock_agentcore"}
ENGINE = {"numba", "llvmlite"}


RUN = """
import sys
from logistics.cli.main import run
sys.argv = ["logistics", *{command}]
try:
    run()
except SystemExit:
    pass
"""
NOBODY = {"ORDER_API_URL": "http://127.0.0.1:1", "TRANSPORT_API_URL": "http://127.0.0.1:1", "LOGISTICS_API_KEY": "x"}
A_COMMAND_LOADS = {
    *("logistics", "typer", "shellingham", "annotated_doc", "annotated_types", "pydantic", "pydantic_core", "orjson"),
    *(
        "typing_extensions",
        "typing_inspection",
        "httpx2",
        "httpcore2",
        "h11",
        "anyio",
        "idna",
        "certifi",
        "truststore",
    ),
    *("multipart", "python_multipart", "sniffio", "starlette", "psutil", "tenacity"),
}
"""What it takes to ask a service over HTTP; a command that needs more than half a second to start feels broken."""


def packages_after(code: str, environment: dict[str, str] | None = None) -> set[str]:
    """Names of the packages a fresh interpreter has loaded after running `code`."""
    asking = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", asking]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return set(answer.stdout.split())


@pytest.mark.parametrize(
    ("service", "settings", "more"),
    [("orders", "OrdersSettings", {}), ("transport", "TransportSettings", {"api_key": "none"})],
)
def test_a_service_loads_no_engine_no_model_and_no_cloud(service: str, settings: str, more: dict[str, str]) -> None:
    loaded = packages_after(APP.format(service=service, settings=settings, more=more))
    assert "fastapi" in loaded
    assert not loaded & (ENGINE | MODELS_AND_CLOUD)


def test_a_worker_loads_neither_packing_nor_a_model() -> None:
    loaded = packages_after("import logistics.fulfilment.worker")
    assert "procrastinate" in loaded
    assert not loaded & ({"numpy"} | ENGINE | MODELS_AND_CLOUD)


def test_help_of_the_command_line_loads_no_service() -> None:
    loaded = packages_after("import logistics.cli.main")
    assert "typer" in loaded
    assert not loaded & ({"fastapi", "numpy", "procrastinate"} | ENGINE | MODELS_AND_CLOUD)


@pytest.mark.parametrize(
    "command",
    [
        ["order", "list"],
        ["order", "show", "7"],
        ["order", "cancel", "7"],
        ["user", "list"],
        ["key", "list"],
        ["seed"],
    ],
    ids=" ".join,
)
def test_a_command_that_asks_over_http_loads_little_else(command: list[str]) -> None:
    loaded = packages_after(RUN.format(command=command), NOBODY)
    assert "httpx2" in loaded
    others = {name for name in loaded - sys.stdlib_module_names if not name.startswith(("_", "sitecustomize"))}
    assert others <= A_COMMAND_LOADS
