"""`GET /metrics`: what Prometheus reads, of every process of the product at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from tradewright.platform.metrics_gathering import gather_metrics, merge, process_name
from tradewright.platform.telemetry import CONTENT_TYPE, exposition

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request) -> Response:
    gateway = request.app.state.gateway
    found = await gather_metrics(gateway.bus)
    if not any(name.startswith("gateway") for name in found):
        # The bus is away, or this application runs outside a gateway process: our own are better than none.
        found[process_name(["gateway"])] = exposition().decode()
    return Response(merge(found), headers={"content-type": CONTENT_TYPE})
