"""The application: features' routers behind one stack of middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tradewright import __version__
from tradewright.entrypoints.api import health, metrics, openapi, problems, validation
from tradewright.entrypoints.api.asgi import API_BASE, Answer
from tradewright.entrypoints.api.middleware.authentication import Authentication, Doorman
from tradewright.entrypoints.api.middleware.body_limit import BodyLimit
from tradewright.entrypoints.api.middleware.fast_lane import FastLane
from tradewright.entrypoints.api.middleware.idempotency import Idempotency
from tradewright.entrypoints.api.middleware.rate_limit import PER_MINUTE, RateLimit
from tradewright.entrypoints.api.middleware.security_headers import SecurityHeaders
from tradewright.entrypoints.api.middleware.telling import Telling
from tradewright.entrypoints.api.spa import BrowserApp
from tradewright.entrypoints.api.stream.hub import Hub
from tradewright.entrypoints.api.stream.routes import router as stream_router
from tradewright.entrypoints.wiring import Gateway
from tradewright.features.agents import Door, make_door, webhook_routes
from tradewright.features.brokerage import QuoteBoard
from tradewright.kernel.errors import TradewrightError

FEATURES = (
    "accounts", "brokerage", "risk", "reconciliation", "orders", "agents", "audit",
    "strategies", "backtests", "optimisations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deps:
    """What routes of features find in `request.app.state.deps`."""

    quotes: QuoteBoard
    door: Door


def create_app(
    gateway: Gateway, *, web_dist: Path | None = None, requests_per_minute: int = PER_MINUTE
) -> FastAPI:
    """Return the gateway's application.

    `web_dist` is the folder of the built browser app; without it only the API is served. Its lifespan opens the
    door for alerts and runs the hub that feeds WebSockets; what `gateway` holds is opened and closed by the caller.
    """
    doorman = Doorman(gateway)
    checks = health.health_checks(gateway)
    per_minute = gateway.settings.webhook_rate_per_minute
    door = make_door(gateway.db, gateway.bus, gateway.vault, rate_per_minute=per_minute)
    hub = Hub(gateway.bus, gateway.quotes, checks)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        door.start()
        try:
            async with hub.running():
                yield
        finally:
            await door.aclose()

    app = _bare_app(lifespan)
    app.state.gateway = gateway
    app.state.quotes = gateway.quotes
    app.state.venues = gateway.venues
    app.state.deps = Deps(quotes=gateway.quotes, door=door)
    app.state.doorman = doorman
    app.state.health = checks
    app.state.hub = hub
    app.state.metrics = metrics.Gathering(gateway.bus)
    webhooks = webhook_routes(lambda: door, gateway.clock)
    app.router.routes[:0] = webhooks  # for what is no alert there: another method
    if web_dist is not None:
        app.mount("/", BrowserApp(web_dist))

    # Added innermost first: a request passes them from the last to the first.
    app.add_middleware(Idempotency)
    app.add_middleware(RateLimit, per_minute=requests_per_minute)
    app.add_middleware(Authentication, doorman=doorman)
    app.add_middleware(BodyLimit)
    app.add_middleware(FastLane, routes=webhooks)
    app.add_middleware(Telling, trusted_proxies=gateway.settings.trusted_proxies)
    app.add_middleware(SecurityHeaders, is_https=gateway.settings.has_secure_cookies)
    return app


def routers() -> list[APIRouter]:
    """Return the router of every feature that has one."""
    found = []
    for feature in FEATURES:
        name = f"tradewright.features.{feature}.routes"
        if find_spec(f"tradewright.features.{feature}") and find_spec(name):
            found.append(import_module(name).router)
    return found


def document() -> dict[str, Any]:
    """Return the OpenAPI document, which needs no database and no bus."""
    return _bare_app(None).openapi()


def _bare_app(lifespan: Callable[[FastAPI], Any] | None) -> FastAPI:
    app = FastAPI(
        title="Tradewright",
        version=__version__,
        summary="From a trading idea to a real fill, and the books on what happened.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API_BASE}/openapi.json",
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
    )
    for router in [health.router, *routers(), stream_router]:
        app.include_router(router, prefix=API_BASE)
    app.include_router(metrics.router)
    openapi.install(app)
    app.add_exception_handler(TradewrightError, _expected)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _refused)
    return app


def _operation_id(route: APIRoute) -> str:
    """Name operations after their verbs: the function is called what the route does."""
    return route.name


async def _expected(request: Request, error: Exception) -> Response:
    if not isinstance(error, TradewrightError):
        raise error
    return _response(problems.problem_of(error, request.scope))


async def _not_valid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return _response(validation.problem_of(error, request.scope))


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _response(
        problems.http_problem(
            request.scope, status=error.status_code, detail=error.detail, headers=error.headers
        )
    )


def _response(answer: Answer) -> Response:
    response = Response(answer.body, status_code=answer.status)
    response.raw_headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    return response
