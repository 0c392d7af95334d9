"""`GET /metrics`: what Prometheus reads, of every process of the product at once."""

from __future__ import annotations

import asyncio
import hmac

from fastapi import APIRouter, Request
from starlette.responses import Response

from tradewright.kernel.errors import NotFound, Unauthenticated
from tradewright.platform.bus import Bus
from tradewright.platform.metrics_gathering import gather_metrics, merge, process_name
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import CONTENT_TYPE, exposition

EVERY_S = 1.0

router = APIRouter()


class Gathering:
    """Asks every process, once every EVERY_S seconds at most: whoever comes meanwhile shares the next answer.

    The page is public and costs every process some milliseconds, this one the most.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[bytes] | None = None
        self._began_at = float("-inf")

    async def read(self) -> bytes:
        """Return what was measured until now, or a moment later."""
        if self._next is None:
            self._next = asyncio.create_task(self._gather(), name="metrics")
        return await asyncio.shield(self._next)

    async def _gather(self) -> bytes:
        loop = asyncio.get_running_loop()
        async with self._turn:
            await asyncio.sleep(self._began_at + EVERY_S - loop.time())
            self._next, self._began_at = None, loop.time()
            found = await gather_metrics(self._bus)
        if not any(name.startswith("gateway") for name in found):
            # The bus is away, or this application runs outside a gateway process: our own are better than none.
            found[process_name(["gateway"])] = exposition().decode()
        return merge(found)


@router.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request) -> Response:
    """Answer Prometheus. Raises NotFound where metrics are off, Unauthenticated without the right token."""
    settings: Settings = request.app.state.gateway.settings
    _check_token(settings, request.headers.get("authorization", ""))
    gathering: Gathering = request.app.state.metrics
    return Response(await gathering.read(), headers={"content-type": CONTENT_TYPE})


def _check_token(settings: Settings, given: str) -> None:
    if settings.metrics_token is None:
        if settings.is_production:
            raise NotFound("Metrics are off: set TRADEWRIGHT_METRICS_TOKEN.")
        return
    wanted = f"Bearer {settings.metrics_token.reveal()}"
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Unauthenticated("Metrics need their own bearer token.")
