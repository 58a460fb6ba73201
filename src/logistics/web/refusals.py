"""Every failure of a service becomes a problem document here."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import Match

from logistics.kit import logs
from logistics.kit.errors import LogisticsError
from logistics.web.faults import invalid_request
from logistics.web.problems import problem, problem_of, status_of

log = logs.get(__name__)


def install(app: FastAPI) -> None:
    """Make every foreseen failure of `app` a problem document."""

    @app.exception_handler(LogisticsError)
    async def _ours(request: Request, error: LogisticsError) -> Response:
        if status_of(type(error)) >= 500:
            log.warning("request.failed", code=error.code, detail=error.message)
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        field = getattr(request.scope.get("route"), "body_field", None)
        return problem_of(invalid_request(error.errors(), field and field.field_info.annotation))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = {404: "no-such-path", 405: "method-not-allowed"}.get(error.status_code, "http-error")
        answer = problem(error.status_code, code, str(error.detail), f"{request.method} {request.url.path}")
        answer.headers.update(error.headers or {})
        if error.status_code == 405:
            answer.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
        return answer


def _methods_at(request: Request) -> set[str]:
    """Every method that the path has; the framework names only those of the first route that has the path."""
    routes = iter_route_contexts(request.app.routes)
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in here for method in route.methods or ()}


def problem_of_crash(path: str, error: Exception) -> Response:
    """What a defect of ours looks like from outside; the log gets the rest."""
    log.error("request.crashed", path=path, exc_info=error)
    return problem(500, "internal-error", "Something broke on our side", "The log has the details.")
