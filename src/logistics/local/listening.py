"""Ports of this machine."""

import socket

HOST = "127.0.0.1"


def is_taken(port: int) -> bool:
    """Whether a server could not listen there. It reuses addresses as this probe does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
        return False


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
