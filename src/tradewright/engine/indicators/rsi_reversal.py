"""RSI reversal."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param

INDICATOR = Indicator(
    name="rsi_reversal",
    title="RSI reversal",
    description="Long when RSI comes back up from oversold, short when it comes back down from overbought.",
    category="entry signal",
    type="entry",
    inputs=(Input("source", default="close"),),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="Length"),
        Param("overbought", "float", 70.0, least=0, most=100, step=1, title="Overbought"),
        Param("oversold", "float", 30.0, least=0, most=100, step=1, title="Oversold"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": "crossover(rsi(source, length), oversold)",
        "short": "crossunder(rsi(source, length), overbought)",
    },
    source="ta.rsi crossing its levels; TradingView's built-in RSI strategy",
    cost=3.0,
    examples=("rsi_reversal(close, 14, 70, 30).long",),
)
