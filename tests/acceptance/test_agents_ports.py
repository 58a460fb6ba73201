"""The ports of the agents in a running system: who is not one of its processes gets nothing from them."""

import httpx2
import psutil

from tests.support.system import System

AGENTS = ("orchestrator_agent", "analyser_agent", "transport_agent")
FOREIGN_PAGE = {"Content-Type": "text/plain", "Origin": "https://evil.example"}
STRAY_PROGRAM = {"Content-Type": "application/json"}


def test_neither_a_page_nor_a_stray_program_gets_anything(system: System) -> None:
    key = {"Authorization": f"Bearer {system.admin_key}"}
    for agent in AGENTS:
        with httpx2.Client(base_url=system.record.addresses[agent], trust_env=False) as port:
            assert port.get("/ping").json()["status"] == "Healthy"
            for headers in (FOREIGN_PAGE, STRAY_PROGRAM, STRAY_PROGRAM | key):
                said = port.post("/invocations", content=b'{"prompt": "Process order 1"}', headers=headers)
                assert (said.status_code, said.json()["code"]) == (403, "caller-not-known")


def test_the_agents_secret_is_in_no_command_line_and_no_file(system: System) -> None:
    secret = system.process("worker-0").environ()["LOGISTICS_AGENT_SECRET"]
    assert system.process("analyser").environ()["LOGISTICS_AGENT_SECRET"] == secret
    assert "LOGISTICS_AGENT_SECRET" not in system.process("gateway").environ()
    for process in psutil.process_iter(["cmdline"]):
        assert secret not in " ".join(process.info["cmdline"] or [])
    for file in system.data_dir.root.rglob("*"):
        if file.is_file() and file.suffix in (".log", ".json", ".key", ".eml"):
            assert secret not in file.read_text(errors="replace"), file
