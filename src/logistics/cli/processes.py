"""The commands that are one process each: services, worker, agents, gateway."""

from enum import StrEnum
from typing import Annotated

import typer

Port = Annotated[int, typer.Option(min=1, max=65535, help="Where to listen, on 127.0.0.1.")]


class Service(StrEnum):
    """A service that can be served."""

    ORDERS = "orders"
    TRANSPORT = "transport"


class Agent(StrEnum):
    """An agent that can be run."""

    ORCHESTRATOR = "orchestrator"
    ANALYSER = "analyser"
    TRANSPORT = "transport"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(worker)
    app.command()(agent)
    app.command()(gateway)


def serve(service: Service, port: Port) -> None:
    """Run one process of a service, set up by the environment.

    Example: logistics serve orders --port 8000
    """
    from logistics.kit import logs
    from logistics.kit.settings import read_settings
    from logistics.web.serving import serve as serve_app

    logs.configure(service.value)
    if service is Service.ORDERS:
        from logistics.orders import app as orders
        from logistics.orders.settings import OrdersSettings

        serve_app(orders.create_app(read_settings(OrdersSettings)), port=port)
    else:
        from logistics.transport import app as transport
        from logistics.transport.settings import TransportSettings

        serve_app(transport.create_app(read_settings(TransportSettings)), port=port)


def worker() -> None:
    """Run a worker: it carries orders from placed to booked and delivers notifications.

    Example: logistics worker
    """
    import asyncio

    from logistics.fulfilment.settings import WorkerSettings
    from logistics.fulfilment.worker import run_worker
    from logistics.kit import logs
    from logistics.kit.settings import read_settings

    logs.configure("worker")
    asyncio.run(run_worker(read_settings(WorkerSettings)))


def agent(name: Agent, port: Port) -> None:
    """Run an agent as an HTTP runtime (`POST /invocations`, `GET /ping`).

    Example: logistics agent analyser --port 8082
    """
    from logistics.agents.app import create_app
    from logistics.agents.settings import AgentSettings
    from logistics.kit import logs
    from logistics.kit.settings import read_settings
    from logistics.web.serving import serve as serve_app

    logs.configure(name.value)
    serve_app(create_app(name.value, read_settings(AgentSettings)), port=port)


def gateway(
    port: Port = 8080,
    orders: Annotated[
        list[str] | None, typer.Option(metavar="ORIGIN", help="A process of the Order API; may be repeated.")
    ] = None,
    transport: Annotated[
        list[str] | None, typer.Option(metavar="ORIGIN", help="A process of the Transport API; may be repeated.")
    ] = None,
) -> None:
    """Run the gateway: the panel and both services on one origin.

    Example: logistics gateway --orders http://127.0.0.1:8000 --orders http://127.0.0.1:8001
    """
    from logistics.gateway.app import create_app
    from logistics.gateway.settings import GatewaySettings
    from logistics.kit import logs
    from logistics.kit.settings import read_settings
    from logistics.web.serving import serve as serve_app

    logs.configure("gateway")
    settings = read_settings(GatewaySettings)
    app = create_app(
        orders or ["http://127.0.0.1:8000"],
        transport or ["http://127.0.0.1:3000"],
        names=settings.names(),
        proxy_secret=settings.proxy_secret,
    )
    serve_app(app, port=port)
