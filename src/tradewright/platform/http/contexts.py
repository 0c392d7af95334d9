"""Who asks: the context that the authentication middleware left in `request.state.context`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from tradewright.kernel.errors import Unauthenticated
from tradewright.platform.context import Context


def read_context(request: Request) -> Context:
    """Return the caller's context. Raises `Unauthenticated`, or `Denied` without the scope `read`."""
    return _context(request, "read")


def trade_context(request: Request) -> Context:
    """Return the caller's context. Raises `Unauthenticated`, or `Denied` without the scope `trade`."""
    return _context(request, "trade")


def risk_context(request: Request) -> Context:
    """Return the caller's context. Raises what `trade_context` does, and `RiskScopeRequired` without the scope `risk`."""
    context = _context(request, "trade")
    context.require_risk()
    return context


def _context(request: Request, scope: str) -> Context:
    context = getattr(request.state, "context", None)
    if not isinstance(context, Context):
        # What was wrong with a cookie is kept for us, because public routes do not care.
        raise getattr(request.state, "refusal", None) or Unauthenticated("Sign in, or send an API key.")
    context.require("trade" if scope == "trade" else "read")
    return context


ReadContext = Annotated[Context, Depends(read_context)]
TradeContext = Annotated[Context, Depends(trade_context)]
RiskContext = Annotated[Context, Depends(risk_context)]
