"""The outermost layer: who is in front of the proxies, correlation id, metrics, one log line, and an answer for
every error.

It accepts `X-Correlation-ID` when it is a UUID and returns it with every answer; anything else gets a fresh one.
"""

from __future__ import annotations

import time
from uuid import UUID

import asyncpg
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradewright.entrypoints.api import problems
from tradewright.entrypoints.api.asgi import API_BASE, header, state_of, with_headers
from tradewright.entrypoints.api.origins import Networks, remote_ip
from tradewright.kernel.errors import TradewrightError, Unavailable
from tradewright.kernel.ids import CorrelationId, new_uuid7
from tradewright.platform.telemetry import bound, counter, histogram, logger

log = logger(__name__)

REQUESTS = counter(
    "tradewright_http_requests_total", "HTTP requests answered.", ["method", "route", "status"]
)
SECONDS = histogram(
    "tradewright_http_request_seconds",
    "Time from a request's first byte to its answer's last.",
    ["method", "route"],
)
UNREACHABLE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
"""What a database that is down, starting or going away looks like from here."""
WEBHOOKS = ("/api/tv-webhook/{token}", f"{API_BASE}/webhook/{{broker}}")
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Telling:
    """Binds the correlation id, counts, logs, and turns every error that comes out into a problem."""

    def __init__(self, app: ASGIApp, *, trusted_proxies: Networks) -> None:
        self._app = app
        self._trusted = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        correlation_id = _correlation_id(header(scope, b"x-correlation-id"))
        state_of(scope)["correlation_id"] = correlation_id
        if scope.get("client"):
            scope["client"] = (remote_ip(scope, self._trusted), scope["client"][1])
        with bound(correlation_id=str(correlation_id)):
            if scope["type"] == "websocket":
                await self._app(scope, receive, send)
            else:
                await self._http(scope, receive, send, correlation_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, correlation_id: CorrelationId) -> None:
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await tell(message)

        tell = with_headers(send, [(b"x-correlation-id", str(correlation_id).encode())])
        try:
            await self._app(scope, receive, watched)
        except TradewrightError as error:
            if status:
                raise
            await problems.problem_of(error, scope).send(watched)
        except UNREACHABLE as error:
            log.warning("http.database_unreachable", method=scope["method"], error=repr(error))
            if status:
                raise
            gone = Unavailable(
                "The database does not answer. Send a write again with the same Idempotency-Key."
            )
            await problems.problem_of(gone, scope).send(watched)
        except Exception:
            # Policy: the edge of the process. The caller gets a problem without insides, the log gets the rest.
            log.exception("http.failed", method=scope["method"], path=scope["path"])
            if status:
                raise
            await problems.bug_problem(scope).send(watched)
        finally:
            _count(scope, status, time.perf_counter() - began)


def _count(scope: Scope, status: int, seconds: float) -> None:
    # The route's template, never the path: ids and tokens are no labels, and tokens are secrets.
    route = getattr(scope.get("route"), "path", None) or _plain_route(scope["path"])
    method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    if status >= 500:
        log.warning("http.answered", method=method, route=route, status=status, seconds=round(seconds, 4))
    else:
        log.debug("http.answered", method=method, route=route, status=status, seconds=round(seconds, 4))


def _plain_route(path: str) -> str:
    """Return the template of a route that is plain ASGI and leaves no trace in the scope: the webhooks."""
    for template in WEBHOOKS:
        if path.startswith(template.partition("{")[0]):
            return template
    return "unmatched"


def _correlation_id(given: str | None) -> CorrelationId:
    if given:
        try:
            return CorrelationId(UUID(given))
        except ValueError:
            pass  # not ours to judge: a caller with other ids gets one of our kind
    return CorrelationId(new_uuid7())
