"""A small library of its own, so that the language is tested without the engine; and builders of definitions."""

from __future__ import annotations

from typing import Any

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.expression.typecheck import Scope
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.kernel.timeframes import Timeframe


def _kernel(*_: Any) -> None:
    """Never called: nothing in this room computes."""


def _average(name: str) -> Indicator:
    return Indicator(
        name=name, title=name, description=name, category="average", kernel=_kernel,
        params=(Param("length", "int", 20, least=1, most=500),), warmup=lambda length: length - 1,
    )  # fmt: skip


_SIDES = (Output("long", "bool"), Output("short", "bool"))
_EVERY = [
    _average("ema"),
    _average("sma"),
    _average("rsi"),
    _average("highest"),
    Indicator(
        name="atr", title="atr", description="atr", category="volatility", kernel=_kernel,
        inputs=(Input("high", "high", fixed=True),),
        params=(Param("length", "int", 14, least=1, most=500),), warmup=lambda length: length - 1,
    ),
    Indicator(
        name="macd", title="macd", description="macd", category="momentum", kernel=_kernel,
        params=(Param("fast", "int", 12, least=1), Param("slow", "int", 26, least=1), Param("signal", "int", 9, least=1)),
        outputs=(Output("macd"), Output("signal"), Output("histogram")),
    ),
    Indicator(
        name="crossover", title="over", description="over", category="comparison", kernel=_kernel,
        inputs=(Input("first"), Input("second")), outputs=(Output("value", "bool"),), warmup=lambda: 1,
    ),
    Indicator(
        name="crossunder", title="under", description="under", category="comparison", kernel=_kernel,
        inputs=(Input("first"), Input("second")), outputs=(Output("value", "bool"),), warmup=lambda: 1,
    ),
    Indicator(
        name="obv", title="obv", description="obv", category="volume", kernel=_kernel,
        inputs=(Input("close", "close", fixed=True),),
    ),
    Indicator(
        name="ema_cross", title="cross", description="cross", category="template", type="entry", outputs=_SIDES,
        params=(
            Param("fast", "int", 9, least=1, most=500), Param("slow", "int", 21, least=1, most=500),
            Param("kind", "choice", "ema", options=("ema", "sma")),
        ),
        formula={
            "quick": 'kind == "ema" ? ema(source, fast) : sma(source, fast)',
            "calm": 'kind == "ema" ? ema(source, slow) : sma(source, slow)',
            "long": "crossover(quick, calm)",
            "short": "crossunder(quick, calm)",
        },
    ),
    Indicator(
        name="atr_stop", title="stop", description="stop", category="template", type="stop_loss",
        inputs=(), outputs=(Output("long"), Output("short")),
        params=(Param("length", "int", 14, least=1, most=500), Param("multiple", "float", 2.0, least=0.1)),
        formula={"long": "close - multiple * atr(length)", "short": "close + multiple * atr(length)"},
    ),
]  # fmt: skip
SMALL = {one.name: one for one in _EVERY}
SCOPE = Scope(catalogue=SMALL, timeframe=Timeframe.M5)


def a_document(**changes: Any) -> dict[str, Any]:
    """A whole document that enters long and short on a cross; `None` removes a key."""
    document: dict[str, Any] = {
        "schema": "tradewright.strategy/1",
        "name": "Cross",
        "timeframe": "5m",
        "components": [
            {
                "id": "cross",
                "type": "entry",
                "expression": {
                    "long": "crossover(close, ema(close, 20))",
                    "short": "crossunder(close, ema(close, 20))",
                },
            }
        ],
    }
    return {key: value for key, value in {**document, **changes}.items() if value is not None}


def a_definition(**changes: Any) -> Definition:
    return parse_definition(a_document(**changes))


def resolved(values: dict[str, object] | None = None, /, **changes: Any) -> Resolved:
    return resolve(a_definition(**changes), SMALL, values)
