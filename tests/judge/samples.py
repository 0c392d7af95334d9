"""Strategies to judge: one written out in full, and as many as wanted drawn at random from a seed."""

from __future__ import annotations

import random
from typing import Any

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition

CROSS: dict[str, Any] = {
    "schema": "tradewright.strategy/1",
    "name": 'EMA cross with "RSI" filter',
    "description": "Buys momentum, leaves on the opposite cross, at a stop or in two parts at targets.",
    "market": "crypto",
    "timeframe": "15m",
    "direction": "both",
    "inputs": {"fast": {"type": "int", "default": 9, "min": 2, "max": 200, "step": 1, "title": "Fast EMA",
                        "group": "Trend"}},
    "series": {"fast_ema": "ema(close, fast)", "slow_ema": "ema(close, 26)"},
    "components": [
        {"id": "filter", "type": "trend", "expression": {"long": "rsi(close, 14) < 70", "short": "rsi(close, 14) > 30"}},
        {"id": "hour_up", "type": "trend",
         "expression": {"long": 'on("1h", close > sma(close, 5))', "short": 'on("1h", close < sma(close, 5))'}},
        {"id": "cross", "type": "entry",
         "expression": {"long": "crossover(fast_ema, slow_ema)", "short": "crossunder(fast_ema, slow_ema)"}},
        {"id": "guard", "type": "stop_loss", "indicator": "atr_stop", "params": {"length": 14, "multiple": 2}},
    ],
    "stop_loss": {"mode": "percent", "value": 2},
    "take_profit": [{"mode": "risk_reward", "value": 2, "portion": 50}, {"mode": "percent", "value": 6}],
    "sizing": {"mode": "fixed", "value": 1},
    "costs": {"commission": {"mode": "percent", "value": "0.1"}, "slippage_ticks": 1},
}  # fmt: skip

LONG_SHORT = (
    ("crossover(ema(close, {n}), ema(close, {m}))", "crossunder(ema(close, {n}), ema(close, {m}))"),
    ("crossover(rsi(close, {n}), 35)", "crossunder(rsi(close, {n}), 65)"),
    ("crossover(macd(close, 12, 26, 9).macd, macd(close, 12, 26, 9).signal)",
     "crossunder(macd(close, 12, 26, 9).macd, macd(close, 12, 26, 9).signal)"),
    ("close > highest(high, {n})[1]", "close < lowest(low, {n})[1]"),
    ("close < bb(close, {n}, 2).lower", "close > bb(close, {n}, 2).upper"),
    ("supertrend(3, {n}).direction < 0", "supertrend(3, {n}).direction > 0"),
    ("crossover(stoch(close, high, low, {n}), 20)", "crossunder(stoch(close, high, low, {n}), 80)"),
    ("cci(hlc3, {n}) < -80", "cci(hlc3, {n}) > 80"),
    ("roc(close, {n}) > 0.2", "roc(close, {n}) < -0.2"),
    ("sar(0.02, 0.02, 0.2) < close", "sar(0.02, 0.02, 0.2) > close"),
    ("mfi(hlc3, {n}) < 40", "mfi(hlc3, {n}) > 60"),
    ("hma(close, {n}) > hma(close, {n})[1]", "hma(close, {n}) < hma(close, {n})[1]"),
    ("wma(close, {n}) > sma(close, {m})", "wma(close, {n}) < sma(close, {m})"),
    ("rising(close, 2)", "falling(close, 2)"),
    ("percentrank(close, {n}) > 70", "percentrank(close, {n}) < 30"),
    ("barssince(close < open) > 1", "barssince(close > open) > 1"),
    ("close > vwma(close, {n})", "close < vwma(close, {n})"),
    ("mom(close, {n}) > 0 or cmo(close, {n}) > 20", "mom(close, {n}) < 0 or cmo(close, {n}) < -20"),
    ("dmi({n}, {n}).plus > dmi({n}, {n}).minus", "dmi({n}, {n}).plus < dmi({n}, {n}).minus"),
    ("linreg(close, {n}, 0) > ema(close, {m})", "linreg(close, {n}, 0) < ema(close, {m})"),
)  # fmt: skip
HIGHER = ('on("1h", close > ema(close, 8))', 'on("1h", close < ema(close, 8))')


def drawn(seed: int, *, higher: float = 0.15) -> Definition:
    """Return the strategy of a seed; `higher` is the share of those that look at an hourly chart (slow to judge)."""
    rng = random.Random(seed)
    components: list[dict[str, Any]] = []
    for number in range(rng.randint(2, 3)):
        n, m = rng.randint(3, 20), rng.randint(21, 60)
        long, short = (text.format(n=n, m=m) for text in rng.choice(LONG_SHORT))
        kind = "entry" if number == 0 else "trend"
        if kind == "trend":
            long, short = f"barssince({long}) < 12", f"barssince({short}) < 12"
        components.append({"id": f"part{number}", "type": kind, "expression": {"long": long, "short": short}})
    if rng.random() < higher:
        components.append(
            {"id": "higher", "type": "trend", "expression": {"long": HIGHER[0], "short": HIGHER[1]}}
        )
    if rng.random() < 0.5:
        long, short = (text.format(n=rng.randint(3, 20), m=40) for text in rng.choice(LONG_SHORT))
        components.append({"id": "leave", "type": "exit", "expression": {"long": short, "short": long}})
    document: dict[str, Any] = {
        "schema": "tradewright.strategy/1", "name": f"Drawn {seed}", "timeframe": "15m", "market": "crypto",
        "direction": rng.choice(("both", "both", "both", "long", "short")), "components": components,
        "sizing": rng.choice(({"mode": "fixed", "value": 2}, {"mode": "cash", "value": 4000},
                              {"mode": "percent_of_equity", "value": 50})),
        "pyramiding": rng.choice((1, 1, 1, 2, 3)),
        "costs": {"commission": {"mode": rng.choice(("percent", "per_order", "per_contract")),
                                 "value": rng.choice(("0", "0.05"))},
                  "slippage_ticks": rng.choice((0, 0, 2))},
        "execution": {"process_orders_on_close": rng.random() < 0.15, "initial_capital": 10_000},
    }  # fmt: skip
    _protect(rng, document)
    time: dict[str, Any] = {}
    if rng.random() < 0.2:
        time["sessions"] = [
            {"from": "08:00", "to": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"], "timezone": "UTC"}
        ]
        time["flat_outside"] = rng.random() < 0.5
    if rng.random() < 0.2:
        time["bars_in_trade_max"] = rng.randint(2, 40)
    if rng.random() < 0.2:
        time["cooldown_bars"] = rng.randint(1, 8)
    if time:
        document["time"] = time
    return parse_definition(document)


def _protect(rng: random.Random, document: dict[str, Any]) -> None:
    if rng.random() < 0.7:
        document["stop_loss"] = rng.choice(
            (
                {"mode": "percent", "value": "0.8"},
                {"mode": "ticks", "value": 90},
                {"mode": "atr", "value": 2, "length": 14},
            )
        )
        if rng.random() < 0.3:
            document["sizing"] = {"mode": "risk_percent", "value": 1}
    if rng.random() < 0.6:
        targets: list[dict[str, Any]] = [
            rng.choice(({"mode": "percent", "value": "1.1"}, {"mode": "ticks", "value": 150}))
        ]
        if "stop_loss" in document and rng.random() < 0.4:
            targets = [{"mode": "risk_reward", "value": "1.5"}]
        if rng.random() < 0.5:
            targets = [{**targets[0], "portion": 40}, {"mode": "percent", "value": 3}]
        document["take_profit"] = targets
    if rng.random() < 0.3:
        document["trailing"] = {
            "activation": {"mode": "percent", "value": "0.4"},
            "offset": {"mode": "percent", "value": "0.3"},
        }
