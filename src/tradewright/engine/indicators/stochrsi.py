"""Stochastic RSI."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

_RSI = "rsi(source, rsi_length)"
_K = f"sma(stoch({_RSI}, {_RSI}, {_RSI}, length), smooth_k)"

INDICATOR = Indicator(
    name="stochrsi",
    title="Stochastic RSI",
    description="Where the RSI stands in its own recent range, smoothed (k), and its average (d).",
    category="oscillator",
    params=(
        Param("rsi_length", "int", 14, least=1, most=5000, title="RSI length"),
        Param("length", "int", 14, least=1, most=5000, title="Stochastic length"),
        Param("smooth_k", "int", 3, least=1, most=5000, title="K"),
        Param("smooth_d", "int", 3, least=1, most=5000, title="D"),
    ),
    outputs=(
        Output("k"),
        Output("d"),
    ),
    formula={"k": _K, "d": f"sma({_K}, smooth_d)"},
    source="Chande and Kroll (1994); TradingView's built-in script Stoch RSI",
    cost=8.0,
    examples=("stochrsi(close, 14, 14, 3, 3).k < 20",),
)
