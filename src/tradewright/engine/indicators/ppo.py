"""Percentage price oscillator."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

_PPO = "100 * (ema(source, fast) - ema(source, slow)) / ema(source, slow)"

INDICATOR = Indicator(
    name="ppo",
    title="Percentage price oscillator",
    description="MACD in percent of the slow average, so that instruments can be compared.",
    category="momentum",
    params=(
        Param("fast", "int", 12, least=1, most=5000, title="Fast length"),
        Param("slow", "int", 26, least=1, most=5000, title="Slow length"),
        Param("signal", "int", 9, least=1, most=5000, title="Signal length"),
    ),
    outputs=(
        Output("ppo"),
        Output("signal"),
        Output("histogram"),
    ),
    formula={"ppo": _PPO, "signal": f"ema({_PPO}, signal)", "histogram": f"{_PPO} - ema({_PPO}, signal)"},
    source="Appel; 100 * (fast - slow) / slow",
    cost=4.0,
    examples=("ppo(close, 12, 26, 9).histogram",),
)
