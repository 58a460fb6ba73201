"""What people get from the commands when nothing runs or what they gave is wrong."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from logistics.cli.main import app
from logistics.kit.private_file import try_lock
from logistics.local import examination
from logistics.local.supervisor.record import Identity, RunRecord

COMMANDS = typer.main.get_command(app)


@pytest.fixture(autouse=True)
def nothing_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "ORDER_API_URL",
        "TRANSPORT_API_URL",
        "LOGISTICS_API_KEY",
        "ORDERS_DATABASE_URL",
        "TRANSPORT_DATABASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOGISTICS_DATA_DIR", str(tmp_path / "data"))


def call(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def test_every_command_helps_with_an_example() -> None:
    names = []
    for name, command in COMMANDS.commands.items():
        names += [[name, inner] for inner in command.commands] if hasattr(command, "commands") else [[name]]
    assert ["user", "link"] in names
    for name in names:
        helped = call(*name, "--help")
        assert helped.exit_code == 0
        assert f"Example: logistics {' '.join(name)}" in " ".join(helped.stdout.split())


def test_help_loads_no_heavy_library() -> None:
    look = "import sys, logistics.cli.main; print([m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    for heavy in ("pydantic", "fastapi", "numpy", "numba", "strands", "boto3", "httpx2", "psycopg"):
        assert f"'{heavy}'" not in loaded


@pytest.mark.parametrize(
    "command",
    [["order", "list"], ["order", "show", "1"], ["order", "process", "1"], ["order", "cancel", "1"], ["seed"]],
    ids=" ".join,
)
def test_without_a_running_system_a_command_says_how_to_start_one(command: list[str], tmp_path: Path) -> None:
    refused = call(*command)
    assert refused.exit_code == 1
    assert f"Nothing runs in {tmp_path / 'data'}; start it with" in refused.stderr
    assert "Traceback" not in refused.output


def test_a_record_of_a_dead_system_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    record = RunRecord(supervisor=Identity(os.getpid(), 1.0), started_at="", ready=True, addresses={}, ports={})
    record.write(tmp_path / "data" / "run.json")
    assert "Nothing runs" in call("order", "list").stderr


def test_a_system_that_is_starting_asks_for_patience(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    record = RunRecord(
        supervisor=Identity.of(os.getpid()), started_at="", ready=False, addresses={"panel": "http://x/"}, ports={}
    )
    record.write(tmp_path / "data" / "run.json")
    assert "is still starting" in call("order", "list").stderr


def test_a_service_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    monkeypatch.setenv("ORDER_API_URL", address)
    monkeypatch.setenv("TRANSPORT_API_URL", f"{address}/api")
    assert "Set LOGISTICS_API_KEY" in call("order", "list").stderr
    monkeypatch.setenv("LOGISTICS_API_KEY", "lm_key")
    refused = call("order", "list")
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "does not answer" in refused.stderr


@pytest.mark.parametrize("content", ["", "{", "[1]", "[" * 100_000])
def test_a_file_that_holds_no_order_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "order.json"
    file.write_text(content)
    refused = call("order", "create", "-f", str(file))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(str(file))


def test_a_missing_file_is_named() -> None:
    refused = call("order", "create", "-f", "/nowhere/order.json")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "/nowhere/order.json cannot be read: No such file or directory.\n",
    )


def test_a_process_without_its_settings_names_them_and_shows_no_value() -> None:
    # In a process of its own, because it decides where that process logs.
    command = [sys.executable, "-m", "logistics.cli", "serve", "orders", "--port", "8000"]
    refused = subprocess.run(command, env={"LOGISTICS_LAYOUTS_DIR": "too-short"}, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "ORDERS_DATABASE_URL" in refused.stderr
    assert "too-short" not in refused.stderr


@pytest.mark.parametrize("stdin", ["", "{", "[]", "{}", '{"container": 3, "items": []}'])
def test_a_malformed_problem_is_refused_with_status_2(stdin: str) -> None:
    refused = call("pack", stdin=stdin)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The problem is")
    assert refused.stdout == ""


@pytest.mark.parametrize("support", ["half", "1.5", "-0.1", "nan", ""])
def test_a_share_of_support_that_is_none_is_refused(support: str) -> None:
    refused = call("pack", "--support", support, stdin="{}")
    assert refused.exit_code == 2
    assert "full, none or a share from 0 to 1" in refused.stderr


def test_up_with_one_database_address_asks_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERS_DATABASE_URL", "postgresql://somewhere/order_db")
    refused = call("up", "--port", "0")
    assert refused.exit_code == 1
    assert "set both" in refused.stderr


def test_a_data_directory_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    lock = try_lock(tmp_path / "data" / "up.lock")
    assert lock is not None
    refused = call("up", "--port", "0")
    os.close(lock)
    assert refused.exit_code == 1
    assert f"is in use by process {os.getpid()}" in refused.stderr


def test_a_data_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    refused = call("up", "--port", "0")
    assert (refused.exit_code, "cannot be used" in refused.stderr) == (1, True)


def test_signals_mean_again_what_they_meant_when_up_has_ended() -> None:
    before = signal.getsignal(signal.SIGTERM)
    refused = call("up", "--port", "0", "--data-dir", "/proc/nowhere")
    assert refused.exit_code == 1
    assert signal.getsignal(signal.SIGTERM) is before


def test_doctor_names_what_is_wrong_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "is_taken", lambda port: port == 8000)
    found = call("doctor", "--json")
    assert found.exit_code == 1
    (wrong,) = [finding for finding in json.loads(found.stdout) if not finding["ok"]]
    assert wrong["detail"] == "in use: 8000"
    assert "--port 0" in wrong["remedy"]


def placed(item: str, step: int, **changes: object) -> dict[str, object]:
    return {
        "item": item,
        "order_id": 7,
        "sku": None,
        "description": "Crate",
        "x_mm": 0,
        "y_mm": 0,
        "z_mm": 0,
        "dx_mm": 500,
        "dy_mm": 500,
        "dz_mm": 500,
        "weight_kg": "10",
        "load_step": step,
        "fragile": False,
        "supported_share": 1.0,
        "load_on_top_kg": "0",
    } | changes


def layout_of(*placements: dict[str, object], **body: object) -> str:
    metrics = {
        "filled_share": 0.25 / 4.5,
        "weight_kg": "20",
        "volume_m3": "0.25",
        "centre_of_gravity_mm": [250, 250, 500],
        "floor_share": 0.25 / 3,
    }
    inside = {"vehicle_id": 1, "length_mm": 2000, "width_mm": 1500, "height_mm": 1500, "max_payload_kg": "900"}
    space = inside | body
    load = {"space": space, "placements": placements, "metrics": metrics, "checks": []}
    engine = {"name": "test", "version": "1", "seed": 0, "ms": 1}
    return json.dumps(
        {
            "schema": 1,
            "order_ids": [7],
            "loads": [load],
            "unplaced": [],
            "engine": engine,
            "created_at": "2026-11-22T20:00:00Z",
        }
    )


def checked(tmp_path: Path, *placements: dict[str, object], **body: object) -> Result:
    file = tmp_path / "order-7.json"
    file.write_text(layout_of(*placements, **body))
    return call("check", str(file), "--json")


def test_a_layout_that_holds_passes_the_check(tmp_path: Path) -> None:
    found = checked(tmp_path, placed("7-1-1", 1, load_on_top_kg="10"), placed("7-1-2", 2, z_mm=500))
    assert (found.exit_code, json.loads(found.stdout)) == (0, {"ok": True, "faults": []})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x_mm": 1800}, "outside"),
        ({}, "overlap"),
        ({"z_mm": 600}, "unsupported"),
        ({"x_mm": 500, "weight_kg": "1000"}, "payload"),
        ({"x_mm": 500, "supported_share": 0.9}, "false-figure"),
    ],
)
def test_a_layout_that_does_not_hold_fails_the_check(tmp_path: Path, change: dict[str, object], code: str) -> None:
    found = checked(tmp_path, placed("7-1-1", 1), placed("7-1-2", 2, **change))
    assert found.exit_code == 1
    assert code in {fault["code"] for fault in json.loads(found.stdout)["faults"]}


ARCH = {"x_mm": 900, "y_mm": 0, "dx_mm": 500, "dy_mm": 200, "dz_mm": 300}


@pytest.mark.parametrize(
    ("rules", "body", "code"),
    [
        ({"max_layers": 1}, {}, "too_many_layers"),
        ({"carries_codes": []}, {}, "stack_code"),
        ({"min_temperature_c": 2, "max_temperature_c": 8}, {}, "temperature"),
        ({"dx_mm": 1000}, {"blocked": [ARCH]}, "blocked_room"),
        ({}, {"balance": {"min_x_mm": 900}}, "off_balance"),
        ({"tags": ["food"], "incompatible_tags": ["food"]}, {}, "contradiction"),
        ({}, {"blocked": [ARCH | {"dx_mm": 5000}]}, "contradiction"),
    ],
)
def test_a_layout_is_held_to_the_rules_it_states(
    tmp_path: Path, rules: dict[str, object], body: dict[str, object], code: str
) -> None:
    found = checked(tmp_path, placed("7-1-1", 1, **rules), placed("7-1-2", 2, z_mm=500, **rules), **body)
    assert [fault["code"] for fault in json.loads(found.stdout)["faults"]][:1] == [code]


def test_packing_takes_a_number_of_seconds() -> None:
    refused = call("pack", "--time-limit", "inf")
    assert refused.exit_code == 2
    assert "must be a number in plain digits" in refused.stderr


def test_like_pieces_that_stand_turned_are_layers_of_each_other(tmp_path: Path) -> None:
    long = {"dx_mm": 600, "dy_mm": 500, "max_layers": 1}
    across = {"dx_mm": 500, "dy_mm": 600, "z_mm": 500, "max_layers": 1}
    found = checked(tmp_path, placed("7-1-1", 1, **long), placed("7-1-2", 2, **across))
    assert "too_many_layers" in {fault["code"] for fault in json.loads(found.stdout)["faults"]}


def test_a_file_that_is_no_layout_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text("{}")
    assert call("check", str(file)).stderr.startswith("Not a layout document: order_ids: is missing.")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["order", "list", "--limit", "0"], "'--limit': must be 1 or more; 0 was given."),
        (["order", "list", "--status", "bookd"], "'--status': 'bookd' is not one of 'pending',"),
        (["user", "create", "dana@example.com", "--role", "boss"], "'--role': 'boss' is not one of 'admin',"),
        (["pack", "--threads", "65"], "'--threads': must be 64 or less; 65 was given."),
        (["up", "--port", "65536"], "'--port': must be 65535 or less; 65536 was given."),
    ],
)
def test_an_option_is_refused_in_a_persons_words(command: list[str], said: str) -> None:
    refused = call(*command)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ORDER_API_URL", "TRANSPORT_API_URL", "LOGISTICS_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    RunRecord(
        supervisor=Identity.of(os.getpid()),
        started_at="2026-11-22T20:00:00+00:00",
        ready=True,
        addresses={"panel": "http://127.0.0.1:9/"},
        ports={},
    ).write(tmp_path / "run.json")
    refused = CliRunner().invoke(app, ["order", "list", "--data-dir", str(tmp_path)])
    assert refused.exit_code == 1
    assert refused.stderr == f"That cannot be done: No such file or directory: {tmp_path}/admin.key.\n"


def test_a_layout_that_is_a_directory_of_versions_says_so(tmp_path: Path) -> None:
    refused = call("check", str(tmp_path))
    assert (refused.exit_code, refused.stderr) == (
        1,
        f"{tmp_path} holds every version of a layout; name one of them, such as {tmp_path}/1.\n",
    )
