"""Random scripts of orders, as data that both Pine and a coded Strategy are written from."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Arguments = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """`if <when>: strategy.<verb>(...)`. Texts are in the words both languages share (see `writing`)."""

    when: str
    verb: str
    id: str
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderScript:
    """Settings by their BrokerSettings names, and calls in the order they are written."""

    settings: Mapping[str, Any]
    calls: tuple[Call, ...]


ENTRIES = (("L", "long"), ("M", "long"), ("S", "short"), ("T", "short"))
SIGNALS = (
    "close > open", "close < open", "close > close[1] and close[1] > close[2]", "close < close[1] and close[1] < close[2]",
    "high > high[1]", "low < low[1]",
)  # fmt: skip
SIDES = {"long": "close > open", "short": "close < open"}
POSITIONS = ("position_size == 0", "position_size > 0", "position_size < 0", "position_size != 0")


def drawn(seed: int) -> OrderScript:
    """Return the script of a seed. It keeps to what the judge does by TradingView's rules (see this package's README)."""
    rng = random.Random(seed)
    settings = _settings(rng)
    alone = settings["pyramiding"] <= 1
    trails = alone and rng.random() < 0.25
    entries = [
        _entry(rng, id_, side, is_market=trails) for id_, side in rng.sample(ENTRIES, rng.randint(1, 3))
    ]
    if settings["calc_on_order_fills"]:
        _simplify(settings)
        entries = [replace(call, verb="entry") for call in entries]
        trails = False
    if any(call.verb == "order" for call in entries):
        settings.pop("allow_entry_in", None)
    flattens = any(name.startswith("max_") for name in settings)
    targets = settings["slippage_ticks"] == 0  # the judge slips some targets, which TradingView never does
    # An entry that may be pending while one of its id is open gives the judge an exit it fires too early.
    closable = [
        call.id
        for call in entries
        if call.verb == "entry" and (alone or not _is_priced(call)) and not _is_stop_limit(call)
    ]
    count = 1 if trails else rng.randint(0, 3 if alone else 1)
    calls = list(entries)
    if closable and count:
        # Opposite entries of one bar, and exits of both: the judge mixes the exits up.
        calls = [
            replace(call, when=f"{call.when} and {SIDES[call.arguments['direction']]}") for call in entries
        ]
        calls += [_exit(rng, f"X{n}", closable, trails=trails, targets=targets) for n in range(count)]
        if len(entries) == 1 and alone and not trails and rng.random() < 0.3:
            everything = _exit(rng, "XA", closable, trails=False, targets=targets)
            calls.append(
                replace(everything, when="position_size != 0", arguments=_without(everything, "from_entry"))
            )
    if "max_intraday_filled_orders" in settings:
        calls = [replace(call, arguments=_without(call, "qty", "qty_percent")) for call in calls]
    ids = [call.id for call in entries]
    entered = [call.id for call in entries if call.verb == "entry"]
    mixes = settings["close_entries_rule"] == "any" and not alone
    if rng.random() < 0.5 and entered and not flattens and not mixes:
        closing = _close(rng, entered)
        if settings["calc_on_order_fills"] or not alone:
            closing = replace(closing, arguments=_without(closing, "immediately"))
        calls.append(closing)
    if rng.random() < 0.15:
        calls.append(Call(_seldom(rng), "cancel", rng.choice(ids)))
    if rng.random() < 0.1:
        calls.append(Call(_seldom(rng), "cancel_all", ""))
    if rng.random() < 0.25:
        rng.shuffle(calls)
    return OrderScript(settings, tuple(calls))


def _simplify(settings: dict[str, Any]) -> None:
    """Leave what the judge does by the rules while it recalculates."""
    settings["pyramiding"] = min(settings["pyramiding"], 1)
    for name in [name for name in settings if name.startswith(("max_", "allow_"))]:
        del settings[name]


def _without(call: Call, *names: str) -> dict[str, str]:
    return {key: text for key, text in call.arguments.items() if key not in names}


def _is_stop_limit(call: Call) -> bool:
    return "limit" in call.arguments and "stop" in call.arguments


def _is_priced(call: Call) -> bool:
    return "limit" in call.arguments or "stop" in call.arguments


def _settings(rng: random.Random) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "initial_capital": 100_000, "quantity_mode": "fixed", "quantity_value": 1, "pyramiding": rng.choice((0, 1, 2, 3)),
        "commission_mode": "percent", "commission_value": 0, "slippage_ticks": 0, "margin_long": 0, "margin_short": 0,
        "process_orders_on_close": False, "calc_on_order_fills": False, "close_entries_rule": "fifo", "limit_fill_ticks": 0,
    }  # fmt: skip
    if rng.random() < 0.3:
        mode = rng.choice(("percent_of_equity", "cash"))
        chosen |= {"quantity_mode": mode, "quantity_value": 15 if mode == "percent_of_equity" else 20_000}
    if rng.random() < 0.4:
        mode = rng.choice(("percent", "per_order", "per_contract"))
        chosen |= {"commission_mode": mode, "commission_value": 0.1 if mode == "percent" else 1.5}
    if rng.random() < 0.3:
        chosen["slippage_ticks"] = rng.randint(1, 4)
    if rng.random() < 0.2:
        chosen |= {"margin_long": 100, "margin_short": 100}
    if rng.random() < 0.15:
        chosen["process_orders_on_close"] = True
    if rng.random() < 0.25:
        chosen["close_entries_rule"] = "any"
    if rng.random() < 0.25:
        chosen |= _risk(rng)
    if rng.random() < 0.1:
        chosen["calc_on_order_fills"] = True
    return chosen


def _risk(rng: random.Random) -> dict[str, Any]:
    rules: tuple[dict[str, Any], ...] = (
        {"allow_entry_in": "long"},
        {"max_intraday_filled_orders": rng.randint(3, 8)},
        {"max_cons_loss_days": rng.randint(2, 3)},
        {"max_drawdown": 40, "max_drawdown_in": "cash"},
        {"max_intraday_loss": 6, "max_intraday_loss_in": "cash"},
    )
    return rng.choice(rules)


def _seldom(rng: random.Random) -> str:
    return f"bar_index % {rng.choice((5, 7, 11, 13, 17))} == {rng.randint(0, 4)}"


def _when(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(SIGNALS)
    if kind < 0.7:
        return _seldom(rng)
    return f"{rng.choice(POSITIONS)} and {rng.choice(SIGNALS)}"


def _away(rng: random.Random) -> str:
    """A distance in price: mostly whole ticks, now and then between two."""
    return f"{rng.randint(1, 90) / 100:.2f}" if rng.random() < 0.9 else f"{rng.randint(1, 900) / 1000:.3f}"


def _entry(rng: random.Random, id_: str, side: str, *, is_market: bool) -> Call:
    up, down = ("+", "-") if side == "long" else ("-", "+")
    arguments: dict[str, str] = {"direction": side}
    if rng.random() < 0.5:
        arguments["qty"] = rng.choice(("1", "2", "1.5", "0.75", "3"))
    kind = 1.0 if is_market else rng.random()
    if kind < 0.25:
        arguments["limit"] = f"close {down} {_away(rng)}"
    elif kind < 0.5:
        arguments["stop"] = f"close {up} {_away(rng)}"
    elif kind < 0.6:
        arguments["stop"] = f"close {up} {_away(rng)}"
        arguments["limit"] = f"close {rng.choice((up, down))} {_away(rng)}"
    if rng.random() < 0.15 and kind < 0.6:
        arguments["oca_name"], arguments["oca_type"] = '"G"', rng.choice(("cancel", "reduce"))
    verb = "order" if rng.random() < 0.15 else "entry"
    return Call(_when(rng), verb, id_, arguments)


def _exit(rng: random.Random, id_: str, ids: list[str], *, trails: bool, targets: bool) -> Call:
    arguments: dict[str, str] = {"from_entry": f'"{rng.choice(ids)}"'}
    portion = rng.random()
    if portion < 0.25:
        arguments["qty_percent"] = rng.choice(("50", "25", "33"))
    elif portion < 0.4:
        arguments["qty"] = rng.choice(("0.5", "1"))
    choices = ("target", "stop") if targets else ("stop",)
    kinds = rng.sample(choices, rng.randint(0 if trails else 1, len(choices)))
    for kind in kinds:
        ticks = rng.random() < 0.6
        if kind == "target":
            arguments |= {"profit": str(rng.randint(5, 150))} if ticks else {"limit": _level(rng, "+")}
        else:
            arguments |= {"loss": str(rng.randint(5, 150))} if ticks else {"stop": _level(rng, "-")}
    if trails:
        arguments["trail_points"] = str(rng.randint(5, 80))
        arguments["trail_offset"] = str(rng.choice((0, 5, 15, 40)))
    when = "true" if rng.random() < 0.5 else _when(rng)
    return Call(when, "exit", id_, arguments)


def _level(rng: random.Random, sign: str) -> str:
    """A level on the right side of the position's average price, whichever side the position is on."""
    side = f"(position_size > 0 ? 1 : -1) * {_away(rng)}"
    return f"{'position_avg_price' if rng.random() < 0.7 else 'close'} {sign} {side}"


def _close(rng: random.Random, ids: list[str]) -> Call:
    if rng.random() < 0.35:
        return Call(_seldom(rng), "close_all", "", {"immediately": "true"} if rng.random() < 0.3 else {})
    arguments: dict[str, str] = {}
    portion = rng.random()
    if portion < 0.25:
        arguments["qty_percent"] = rng.choice(("25", "50"))
    elif portion < 0.4:
        arguments["qty"] = rng.choice(("0.5", "1"))
    if rng.random() < 0.2:
        arguments["immediately"] = "true"
    return Call(_seldom(rng) if rng.random() < 0.6 else _when(rng), "close", rng.choice(ids), arguments)
