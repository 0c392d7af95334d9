"""Stochastic cross."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

_K = "sma(stoch(close, high, low, length), smooth_k)"
_D = f"sma({_K}, smooth_d)"

INDICATOR = Indicator(
    name="stochastic_cross",
    title="Stochastic cross",
    description="Long when %K crosses above %D while oversold, short when it crosses below while overbought.",
    category="entry signal",
    type="entry",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="Length"),
        Param("smooth_k", "int", 3, least=1, most=5000, title="K"),
        Param("smooth_d", "int", 3, least=1, most=5000, title="D"),
        Param("overbought", "float", 80.0, least=0, most=100, step=1, title="Overbought"),
        Param("oversold", "float", 20.0, least=0, most=100, step=1, title="Oversold"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": f"crossover({_K}, {_D}) and {_K} < oversold",
        "short": f"crossunder({_K}, {_D}) and {_K} > overbought",
    },
    source="TradingView's built-in Stochastic slow strategy",
    cost=3.0,
    examples=("stochastic_cross(14, 3, 3, 80, 20).long",),
)
