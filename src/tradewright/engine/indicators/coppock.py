"""Coppock curve."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Param

INDICATOR = Indicator(
    name="coppock",
    title="Coppock curve",
    description="A weighted average of two rates of change; its turn up from below zero called market bottoms.",
    category="momentum",
    params=(
        Param("length", "int", 10, least=1, most=5000, title="Length"),
        Param("long", "int", 14, least=1, most=5000, title="Long rate"),
        Param("short", "int", 11, least=1, most=5000, title="Short rate"),
    ),
    formula={
        "value": "wma(roc(source, long) + roc(source, short), length)",
    },
    source="Coppock (1962); TradingView's built-in script",
    cost=4.0,
    examples=("coppock(close, 10, 14, 11)",),
)
