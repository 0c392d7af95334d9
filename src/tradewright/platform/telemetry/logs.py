"""Structured logs: one event per fact, a dotted name and fields, for eyes or for machines.

    log = logger(__name__)
    with bound(correlation_id=str(correlation_id), user_id=str(user_id)):
        log.info("order.submitted", order_id=…, latency_ms=…)

Everything logged inside the block, in tasks started there too, carries the bound fields. What other libraries
log through `logging` comes out the same way.
"""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager
from typing import Any, Literal, TextIO
from uuid import UUID

import msgspec
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from tradewright.kernel.ids import CorrelationId
from tradewright.platform.telemetry.redaction import redact

QUIET_LIBRARIES = ("asyncio", "httpx", "nats", "uvicorn.access", "alembic")


def logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module."""
    made: FilteringBoundLogger = structlog.get_logger(name)
    return made


def bound(**fields: Any) -> AbstractContextManager[None]:
    """Add fields to every event inside the block."""
    return structlog.contextvars.bound_contextvars(**fields)


def correlation_id() -> CorrelationId | None:
    """Return the correlation id bound around us; None outside any."""
    found = structlog.contextvars.get_contextvars().get("correlation_id")
    return CorrelationId(UUID(str(found))) if found else None


def configure_logging(
    *,
    level: Literal["debug", "info", "warning", "error"],
    form: Literal["console", "json"],
    stream: TextIO | None = None,
) -> None:
    """Send everything of at least this level to `stream` (standard error), once, at the start of a process."""
    target = sys.stderr if stream is None else stream
    number = logging.getLevelNamesMapping()[level.upper()]
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # before the next: what a library puts into its errors is cleaned too
        _redact,
    ]
    after: list[Processor] = (
        [structlog.processors.JSONRenderer(serializer=_to_json)]
        if form == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, _name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: redact(key, value) for key, value in event.items()}


def _name(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["logger"] = record.name
    return event


def _to_json(event: EventDict, **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
