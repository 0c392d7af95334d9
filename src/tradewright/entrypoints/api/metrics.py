"""`GET /metrics`: what Prometheus reads of this process."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tradewright.platform.telemetry import CONTENT_TYPE, exposition

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def read_metrics() -> Response:
    return Response(exposition(), headers={"content-type": CONTENT_TYPE})
