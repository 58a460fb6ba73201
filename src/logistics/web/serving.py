"""Serve an app on loopback with uvicorn, and tell whoever started us that it is listening."""

import gc
import os
import socket
import sys
from typing import Any

import uvicorn

from logistics.kit.heartbeat import start_beating

GRACE_S = 10


class _TellingServer(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _spare_the_collector()
            _tell_process_manager()
            start_beating()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An event stream never ends by itself; without this word it would hold up the shutdown.
        if stopping := getattr(getattr(self.config.app, "state", None), "stopping", None):
            stopping.set()
        await super().shutdown(sockets)


def serve(app: Any, *, port: int, host: str = "127.0.0.1") -> None:
    """Serve until SIGTERM or SIGINT; running requests get `GRACE_S` seconds to finish."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        # Who is believed about whom it speaks for: see `access.client_address`.
        proxy_headers=False,
        http=_protocol(),
        # None of our apps speaks it, and its connections would escape the bounds of ours.
        ws="none",
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
    )
    _TellingServer(config).run()


def _spare_the_collector() -> None:
    """What is loaded by now stays, so it need not be looked at again and again; a page of orders is no garbage yet.

    Measured on `GET /orders`: a fifth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _protocol() -> Any:
    """Ours, where its parser is to be had; elsewhere uvicorn's other one, which bounds heads by itself."""
    if sys.platform == "win32":
        return "h11"
    from logistics.web.connections import BoundedConnection

    return BoundedConnection


def _tell_process_manager() -> None:
    """PM2's `wait_ready`: a line on the channel it opened. Nothing to do under anyone else."""
    if channel := os.environ.get("NODE_CHANNEL_FD"):
        os.write(int(channel), b'"ready"\n')
