"""One JSON line per event on stdout, with the request's id bound to everything it causes."""

import logging
import sys
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TextIO, cast

# It loads a library for colours that takes longer than all else a command loads; who only asks for ids needs none.
if TYPE_CHECKING:
    import structlog


class _Forgiving:
    """Stdout. Where a line cannot be written, as the disk behind it is full, it is lost, and no work with it."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stdout.flush()


_STDOUT = cast(TextIO, _Forgiving())
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def get(name: str) -> "structlog.stdlib.BoundLogger":
    """The logger of a module: `log.info("order.placed", order_id=7)`."""
    import structlog

    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(module=name))


def configure(service: str, level: str = "INFO") -> None:
    """Write JSON lines to stdout, our own events and those of the libraries alike."""
    import structlog

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _bind_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(_STDOUT),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(_STDOUT)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def request_id() -> str | None:
    """Id of the request being served, if one is."""
    return _request_id.get()


def bind_request(value: str) -> None:
    """Let every line and every outgoing call of this request carry `value`."""
    _request_id.set(value)


def acceptable_id(value: bytes) -> str | None:
    """A request id that somebody sent, if it is one that can stand in any log and any header."""
    text = value.decode("latin-1")
    return text if 0 < len(text) <= 100 and text.isascii() and text.isprintable() else None


def _bind_request_id(_: Any, __: str, event: Any) -> Any:
    if (value := _request_id.get()) is not None:
        event["request_id"] = value
    return event
