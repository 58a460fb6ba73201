"""Whether a service is alive, whether it is ready, and its figures."""

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from logistics.kit.database import Database
from logistics.kit.errors import Unavailable
from logistics.web.authorisation import guarded_router, public
from logistics.web.problems import problems


class NotReady(Unavailable):
    """The service cannot reach its own database."""


def health_router(database: Database, registry: CollectorRegistry) -> APIRouter:
    """The routes that watchers ask."""
    router = guarded_router(tags=["health"])
    pool = Gauge("database_connections", "Connections of the pool", ["state"], registry=registry)

    @router.get("/healthz", summary="Alive", dependencies=[public()])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz",
        summary="Ready: its own database answers",
        responses=problems(NotReady),
        dependencies=[public()],
    )
    async def readyz() -> dict[str, str]:
        if not await database.ready():
            raise NotReady
        return {"status": "ready"}

    @router.get("/metrics", summary="Prometheus metrics", response_class=Response, dependencies=[public()])
    async def metrics() -> Response:
        stats = database.occupancy()
        pool.labels("open").set(stats.get("pool_size", 0))
        pool.labels("idle").set(stats.get("pool_available", 0))
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return router
