"""Which ports `logistics up` takes."""

import socket
from collections.abc import Iterator

import pytest

from logistics.local.supervisor import ports
from logistics.local.supervisor.errors import PortInUse
from logistics.local.supervisor.ports import FREE_PORTS, WELL_KNOWN, choose_ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_usual_gateway_means_the_usual_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_taken", lambda port: False)
    assert choose_ports(8080) == WELL_KNOWN


def test_a_usual_port_in_use_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_taken", lambda port: port == 3000)
    with pytest.raises(PortInUse, match=r"Port 3000 .* transport-0 .* --port 0"):
        choose_ports(8080)


def test_port_0_gives_every_process_a_free_port_of_its_own() -> None:
    chosen = choose_ports(0)
    assert chosen.keys() == WELL_KNOWN.keys()
    assert len(set(chosen.values())) == len(WELL_KNOWN)
    assert all(port in FREE_PORTS for port in chosen.values())


def test_another_port_is_the_gateways_and_the_rest_are_free() -> None:
    wanted = choose_ports(0)["gateway"]
    chosen = choose_ports(wanted)
    assert chosen["gateway"] == wanted
    assert list(chosen.values()).count(wanted) == 1


def test_a_port_that_was_asked_for_and_is_taken_is_said(taken: int) -> None:
    with pytest.raises(PortInUse, match=f"Port {taken} .* gateway .* another --port"):
        choose_ports(taken)
