"""Strategies to judge: one written out in full, and as many as wanted drawn at random from a seed."""

from __future__ import annotations

import random
from typing import Any

from tests.judge.expressions import TEMPLATES, Expressions, Pair
from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.resolve import resolve
from tradewright.engine.indicators import LIBRARY
from tradewright.kernel.errors import Invalid

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

ATTEMPTS_MAX = 50
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLAIN: tuple[Pair, ...] = (
    ("crossover(ema(close, {n}), ema(close, {m}))", "crossunder(ema(close, {n}), ema(close, {m}))"),
    ("crossover(rsi(close, {n}), 35)", "crossunder(rsi(close, {n}), 65)"),
    ("close > highest(high, {n})[1]", "close < lowest(low, {n})[1]"),
    ("close < bb(close, {n}, 2).lower", "close > bb(close, {n}, 2).upper"),
    ("supertrend(3, {n}).direction < 0", "supertrend(3, {n}).direction > 0"),
    ("sar(0.02, 0.02, 0.2) < close", "sar(0.02, 0.02, 0.2) > close"),
    ("hma(close, {n}) > hma(close, {n})[1]", "hma(close, {n}) < hma(close, {n})[1]"),
    ("rising(close, 2)", "falling(close, 2)"),
    ("dmi({n}, {n}).plus > dmi({n}, {n}).minus", "dmi({n}, {n}).plus < dmi({n}, {n}).minus"),
    ("close > open and close[1] > open[1]", "close < open and close[1] < open[1]"),
)  # fmt: skip
"""Signals that strategies of people are made of; the others are drawn from the language."""


def drawn(seed: int, *, higher: float = 0.15) -> Definition:
    """Return the strategy of a seed; `higher` is the share of those that look at another timeframe (slow to judge).

    What does not resolve (an expression that is out of its bounds) is drawn again; a seed always gives the same strategy.
    """
    for attempt in range(ATTEMPTS_MAX):
        definition = _draft(seed, random.Random(f"{seed}.{attempt}"), higher=higher)
        if definition is not None:
            return definition
    raise AssertionError(f"seed {seed} gives no strategy in {ATTEMPTS_MAX} attempts")


def _draft(seed: int, rng: random.Random, *, higher: float) -> Definition | None:
    document = _document(seed, rng, higher=higher)
    try:
        definition = parse_definition(document)
        resolve(definition, LIBRARY)
    except Invalid:
        return None
    return definition


def _document(seed: int, rng: random.Random, *, higher: float) -> dict[str, Any]:
    inputs = _inputs(rng, is_higher=rng.random() < higher)
    kinds = {
        kind: [name for name, one in inputs.items() if one["type"] == kind]
        for kind in ("int", "source", "timeframe")
    }
    # An hourly chart by name or by an input.
    period = kinds["timeframe"][0] if kinds["timeframe"] else ""
    draw = Expressions(rng, lengths=kinds["int"], sources=kinds["source"], higher=period)
    document: dict[str, Any] = {
        "schema": "tradewright.strategy/1", "name": f"Drawn {seed}", "timeframe": "15m", "market": "crypto",
        "timezone": rng.choice(("UTC", "UTC", "UTC", "America/New_York", "Asia/Kolkata")),
        "direction": rng.choice(("both", "both", "both", "both", "long", "short")), "inputs": inputs,
    }  # fmt: skip
    document["series"] = _series(rng, draw)
    document["components"] = _components(rng, draw, inputs, document)
    if rng.random() < 0.2:
        document["rules"] = _rules(rng, document)
    document["sizing"] = rng.choice((
        {"mode": "fixed", "value": rng.choice((2, "0.333", 1))}, {"mode": "cash", "value": 4000},
        {"mode": "percent_of_equity", "value": rng.choice((50, 100, "33.3"))},
    ))  # fmt: skip
    document["pyramiding"] = rng.choice((1, 1, 1, 1, 2, 3))
    document["costs"] = {
        "commission": rng.choice((
            {"mode": "percent", "value": "0.05"}, {"mode": "percent", "value": 0}, {"mode": "per_order", "value": "1.5"},
            {"mode": "per_contract", "value": "0.02"},
        )),
        "slippage_ticks": rng.choice((0, 0, 0, 2, 5)),
    }  # fmt: skip
    margin = rng.choice((0, 0, 0, 0, 100, 50, 20))
    document["execution"] = {
        "process_orders_on_close": rng.random() < 0.12, "initial_capital": rng.choice((10_000, 25_000)),
        "margin_long": margin, "margin_short": margin, "close_entries_rule": rng.choice(("fifo", "fifo", "any")),
    }  # fmt: skip
    _protect(rng, draw, document)
    document["time"] = _time(seed, rng, inputs)
    document["risk"] = _risk(rng)
    return {key: value for key, value in document.items() if value not in ({}, [])}


def _inputs(rng: random.Random, *, is_higher: bool) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    if is_higher:
        inputs["chart"] = {"type": "timeframe", "default": rng.choice(("1h", "1h", "30m", "4h"))}
    if rng.random() < 0.5:
        inputs["length"] = {
            "type": "int",
            "default": rng.randint(4, 30),
            "min": 2,
            "max": 100,
            "step": 1,
            "title": "Length",
        }
    if rng.random() < 0.3:
        inputs["src"] = {"type": "source", "default": rng.choice(("close", "hl2", "ohlc4"))}
    if rng.random() < 0.3:
        inputs["size"] = {
            "type": "float",
            "default": rng.choice(("1.25", "0.8", "2")),
            "min": "0.1",
            "max": 10,
            "step": "0.05",
        }
    if rng.random() < 0.2:
        inputs["only_up"] = {"type": "bool", "default": rng.random() < 0.3}
    if rng.random() < 0.2:
        inputs["style"] = {
            "type": "choice",
            "default": rng.choice(("fast", "slow")),
            "options": ["fast", "slow"],
            "group": "Style",
        }
    return inputs


def _series(rng: random.Random, draw: Expressions) -> dict[str, str]:
    series = {f"line{number}": draw.number(1) for number in range(rng.randint(0, 2))}
    if series and rng.random() < 0.5:
        series["spread"] = f"line0 - {draw.number(1)}"
    return series


def _pair(rng: random.Random, draw: Expressions) -> Pair:
    if rng.random() < 0.4:
        n, m = rng.randint(3, 20), rng.randint(21, 60)
        long, short = rng.choice(PLAIN)
        return long.format(n=n, m=m), short.format(n=n, m=m)
    return draw.pair(2)


def _components(
    rng: random.Random, draw: Expressions, inputs: dict[str, Any], document: dict[str, Any]
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []

    def expression(id_: str, kind: str, pair: Pair) -> None:
        made.append({"id": id_, "type": kind, "expression": {"long": pair[0], "short": pair[1]}})

    def template(id_: str, kind: str) -> None:
        name = rng.choice(TEMPLATES[kind])
        one: dict[str, Any] = {"id": id_, "type": kind, "indicator": name, "params": draw.params(name)}
        if kind in ("exit", "trend") and rng.random() < 0.3:
            one["invert"] = True
        made.append(one)

    if rng.random() < 0.2:
        template("trigger", "entry")
    else:
        expression("trigger", "entry", _pair(rng, draw))
    for number in range(rng.choice((0, 1, 1, 2))):
        if rng.random() < 0.25:
            template(f"trend{number}", "trend")
        else:
            long, short = _pair(rng, draw)
            recent = rng.randint(4, 20)
            expression(
                f"trend{number}", "trend", (f"barssince({long}) < {recent}", f"barssince({short}) < {recent}")
            )
    if document["series"] and rng.random() < 0.6:
        line = rng.choice(list(document["series"]))
        expression(
            "line",
            "trend",
            (
                f"not ({line} > sma({line}, 50)) or {line} > {line}[1]",
                f"not ({line} < sma({line}, 50)) or na({line}[3])",
            ),
        )
    if "only_up" in inputs:
        expression("switch", "trend", ("not only_up or close > open", "not only_up"))
    if "style" in inputs:
        expression(
            "style_gate",
            "trend",
            (
                'style == "fast" ? close > close[1] : close > close[9]',
                'style == "fast" ? close < close[1] : close < close[9]',
            ),
        )
    if "chart" in inputs:
        long, short = draw.pair(1)
        expression(
            "higher",
            "trend",
            (f"on(chart, {long})", f"on(chart, {short})")
            if "on(" not in long and "session(" not in long + short
            else (long, short),
        )
    if rng.random() < 0.45:
        if rng.random() < 0.25:
            template("leave", "exit")
        else:
            long, short = _pair(rng, draw)
            expression("leave", "exit", (short, long))
    if rng.random() < 0.3:
        if rng.random() < 0.7:
            template("guard", "stop_loss")
        else:
            n = rng.randint(3, 20)
            expression(
                "guard",
                "stop_loss",
                (f"lowest(low, {n}) - mintick * 3", f"highest(high, {n})[1] + atr({n}) * 0.2"),
            )
    return made


def _rules(rng: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """Entries spelt as groups of the same components, loosened so that they still happen."""
    ids = {
        kind: [one["id"] for one in document["components"] if one["type"] == kind]
        for kind in ("trend", "entry", "exit")
    }
    sides = {}
    for side, up in (("long", "close > open"), ("short", "close < open")):
        parts: list[Any] = [ids["entry"][0]]
        if ids["trend"]:
            parts.append({"any": [*ids["trend"], {"not": f"{up} and hour < 12"}]})
        sides[side] = {"entry": {"all": parts}}
        if rng.random() < 0.5:
            sides[side]["exit"] = {"any": [*ids["exit"], {"all": [{"not": up}, "bar_index % 7 == 3"]}]}
    return sides


def _protect(rng: random.Random, draw: Expressions, document: dict[str, Any]) -> None:
    inputs = document["inputs"]
    size = "size" if "size" in inputs else "0.9"
    guarded = any(one["type"] == "stop_loss" for one in document["components"])
    one_sided = document["direction"] != "both"
    if rng.random() < 0.65:
        length = "length" if "length" in inputs else 10
        stops: list[dict[str, Any]] = [
            {"mode": "percent", "value": rng.choice(("0.8", size, "2"))},
            {"mode": "ticks", "value": rng.choice((90, 400))},
            {"mode": "atr", "value": rng.choice((2, size)), "length": rng.choice((14, 7, length))},
        ]
        if one_sided:
            stops.append(
                {
                    "mode": "price",
                    "value": "lowest(low, 9)" if document["direction"] == "long" else "highest(high, 9)",
                }
            )
        document["stop_loss"] = rng.choice(stops)
    has_stop = guarded or "stop_loss" in document
    if has_stop and rng.random() < 0.3:
        document["sizing"] = {"mode": "risk_percent", "value": rng.choice((1, "0.5"))}
    if rng.random() < 0.6:
        targets = [_target(rng, document, has_stop=has_stop) for _ in range(rng.choice((1, 1, 2, 3)))]
        portions = rng.choice(([40, 30, 30], [50, 25, 10], [33, 33, 34]))
        for target, portion in zip(targets[:-1], portions, strict=False):
            target["portion"] = portion
        if rng.random() < 0.3:
            targets[-1]["portion"] = rng.choice((20, 100 - sum(portions[: len(targets) - 1])))
        document["take_profit"] = targets
    if rng.random() < 0.35:
        trailing: dict[str, Any] = {
            "offset": rng.choice(
                (
                    {"mode": "percent", "value": "0.3"},
                    {"mode": "ticks", "value": 120},
                    {"mode": "atr", "value": 1, "length": 10},
                )
            )
        }
        if rng.random() < 0.8:
            trailing["activation"] = rng.choice(
                (
                    {"mode": "percent", "value": "0.4"},
                    {"mode": "ticks", "value": 60},
                    {"mode": "atr", "value": "0.7", "length": 10},
                )
            )
        document["trailing"] = trailing


def _target(rng: random.Random, document: dict[str, Any], *, has_stop: bool) -> dict[str, Any]:
    options: list[dict[str, Any]] = [
        {"mode": "percent", "value": rng.choice(("0.6", "1.1", 3))}, {"mode": "ticks", "value": rng.choice((150, 900))},
        {"mode": "atr", "value": rng.choice(("1.5", 3)), "length": 14},
    ]  # fmt: skip
    if has_stop:
        options += [{"mode": "risk_reward", "value": rng.choice((1, "1.5", 2))}] * 2
    if document["direction"] != "both":
        options.append(
            {
                "mode": "price",
                "value": "bb(close, 20, 2).upper"
                if document["direction"] == "long"
                else "bb(close, 20, 2).lower",
            }
        )
    return dict(rng.choice(options))


def _time(seed: int, rng: random.Random, inputs: dict[str, Any]) -> dict[str, Any]:
    time: dict[str, Any] = {}
    if rng.random() < 0.2:
        time["sessions"] = rng.choice((
            [{"from": "08:00", "to": "20:00", "days": list(DAYS[:5]), "timezone": "UTC"}],
            [{"from": "09:30", "to": "16:00", "timezone": "America/New_York"}, {"from": "22:00", "to": "03:00"}],
            [{"from": "21:00", "to": "11:00", "days": list(DAYS[1:6]), "timezone": "Europe/Berlin"}],
        ))  # fmt: skip
        if rng.random() < 0.5:
            time["flat_outside"] = True
    if rng.random() < 0.15:
        time["bars_in_trade_max"] = rng.choice((rng.randint(1, 40), "length" if "length" in inputs else 6))
    if rng.random() < 0.15:
        time["cooldown_bars"] = rng.randint(0, 8)
    if seed % 3 == 2 and rng.random() < 0.3:  # the awkward walks begin with 2025
        time |= {"start": "2025-01-03", "end": "2025-01-24T06:00:00Z"}
    return time


def _risk(rng: random.Random) -> dict[str, Any]:
    if rng.random() > 0.15:
        return {}
    return rng.choice((
        {"drawdown_max": 25}, {"drawdown_max": {"value": 3000, "unit": "cash"}}, {"intraday_loss_max": 2},
        {"intraday_loss_max": {"value": 150, "unit": "cash"}}, {"intraday_orders_max": 9}, {"losing_days_max": 4},
        {"position_size_max": rng.choice((1, "2.5"))},
    ))  # fmt: skip
