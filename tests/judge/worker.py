"""The judge's own process: runs in its own Python, never in ours (see README.md).

Reads one request a line on stdin, answers one line on stdout. A request is
`{"op": "correct", "corrections": [...]}` (corrections.py: from then on the runtime is without those faults),
`{"op": "bars", "key", "rows": [[ms, open, high, low, close, volume], ...], "symbol": {...}}` (kept for later runs), or
`{"op": "run", "bars": key, "script": "<Pine>"}`: transpile the Pine, run it on those bars, answer its trades, its plots
and the alerts that its fills sent.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import math
import os
import sys
import traceback
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

ALERTS: list[dict[str, Any]] = []


@dataclass
class Feed:
    candles: list[Any]
    syminfo: Any
    path: Path


def make_feed(folder: Path, key: str, rows: list[list[float]], symbol: dict[str, Any]) -> Feed:
    """Keep the bars in memory for the chart and in a file, from which request.security reads its higher timeframes."""
    from pynecore.core.ohlcv import OHLCVWriter
    from pynecore.core.syminfo import SymInfo, SymInfoInterval, SymInfoSession
    from pynecore.types.ohlcv import OHLCV

    midnight = time(0, 0)
    syminfo = SymInfo(
        prefix="TEST", description="judged bars", ticker="SYN", currency="USD", basecurrency=None,
        period=symbol["period"], type="crypto", mintick=symbol["tick"], pricescale=symbol["pricescale"],
        minmove=symbol["minmove"], pointvalue=symbol["point_value"], mincontract=symbol["lot_step"],
        opening_hours=[SymInfoInterval(day=day, start=midnight, end=midnight) for day in range(7)],
        session_starts=[SymInfoSession(day=day, time=midnight) for day in range(7)],
        session_ends=[SymInfoSession(day=day, time=midnight) for day in range(7)],
        timezone=symbol["timezone"],
    )  # fmt: skip
    candles = [OHLCV(int(t), o, h, lo, c, v) for t, o, h, lo, c, v in rows]
    path = folder / f"{key}.ohlcv"
    with OHLCVWriter(path, symbol["period"], minmove=symbol["minmove"], pricescale=symbol["pricescale"],
                     truncate=True) as writer:  # fmt: skip
        write_all = getattr(writer, "write_batch", None)
        if write_all is None:
            for candle in candles:
                writer.write(candle)
        else:
            write_all(candles)
    syminfo.save_toml(path.with_suffix(".toml"))
    return Feed(candles, syminfo, path)


def run(folder: Path, feed: Feed, script: str, count: int) -> dict[str, Any]:
    from pine2pyne import transpile
    from pynecore.core.script_runner import ScriptRunner

    name = hashlib.sha256(script.encode()).hexdigest()[:16]
    path = folder / f"s_{name}.py"
    try:
        path.write_text(transpile(script), encoding="utf-8")
    except Exception as error:  # noqa: BLE001 - whatever the transpiler dislikes is told to the caller, by name
        return {"error": "transpile", "message": f"{type(error).__name__}: {error}"}
    candles = feed.candles[:count]
    runner = ScriptRunner(
        path, iter(candles), feed.syminfo, last_bar_index=len(candles) - 1,
        last_bar_time=candles[-1].timestamp, lossless_volume=True, lossless_prices=True,
        chart_data_path=feed.path, security_data={"TEST:SYN": str(feed.path)},
    )  # fmt: skip
    ALERTS.clear()
    plots: dict[str, list[float | None]] = {}
    trades: list[dict[str, Any]] = []
    for index, result in enumerate(runner.run_iter(copy_results=False)):
        for title, value in result[1].items():
            column = plots.setdefault(title, [None] * index)
            column.extend([None] * (index - len(column)))
            column.append(plain(value))
        if len(result) == 3:
            trades.extend(tell(trade) for trade in result[2])
    position = runner.script.position
    opened = [] if position is None else [tell(trade) for trade in position.open_trades]
    for column in plots.values():
        column.extend([None] * (len(candles) - len(column)))
    for module in [
        name for name, loaded in sys.modules.items() if getattr(loaded, "__file__", "") == str(path)
    ]:
        del sys.modules[module]
    return {"trades": trades, "open_trades": opened, "plots": plots, "alerts": list(ALERTS)}


def listen() -> None:
    """Note the alert of every order that fills, with the position before and after: the runtime itself sends none."""
    from pynecore import lib
    from pynecore.lib.strategy import SimPosition

    fill_order = SimPosition.fill_order

    def noting(self: Any, order: Any, price: float) -> bool:
        before = float(self.size)
        turned = bool(fill_order(self, order, price))
        if float(self.size) != before:
            told = {"bar": int(lib.bar_index), "before": before, "after": float(self.size)}
            ALERTS.append({**told, "message": str(order.alert_message or "")})
        return turned

    SimPosition.fill_order = noting


def correct(corrections: list[dict[str, Any]]) -> None:
    """Mend what the runtime is known to get wrong (corrections.py), in memory."""
    import inspect
    import textwrap

    from pynecore.lib import strategy

    texts: dict[str, str] = {}
    for one in corrections:
        name = one["method"]
        text = texts.get(name) or textwrap.dedent(inspect.getsource(getattr(strategy.SimPosition, name)))
        for old, new, times in one["changes"]:
            if text.count(old) != times:
                raise RuntimeError(f"{one['name']}: the runtime is another than the one that was read")
            text = text.replace(old, new)
        texts[name] = text
    for name, text in texts.items():
        made: dict[str, Any] = {}
        exec(compile(text, f"corrected {name}", "exec"), vars(strategy), made)  # noqa: S102 - our own text
        setattr(strategy.SimPosition, name, made[name])


def plain(value: Any) -> float | None:
    """A plotted value as a float; `na` (and anything that is no number) as None."""
    if isinstance(value, bool):
        return float(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def tell(trade: Any) -> dict[str, Any]:
    return {
        "side": "long" if trade.sign > 0 else "short",
        "quantity": abs(float(trade.size)),
        "entry_id": trade.entry_id,
        # A margin call is no order of the script's: TradingView lists it by that name, the runtime only in the comment.
        "exit_id": trade.exit_id or str(trade.exit_comment or "") or None,
        "entry_bar": int(trade.entry_bar_index),
        "exit_bar": int(trade.exit_bar_index),
        "entry_price": float(trade.entry_price),
        "exit_price": float(trade.exit_price),
        "entry_comment": str(trade.entry_comment or ""),
        "exit_comment": str(trade.exit_comment or ""),
        "commission": float(trade.commission),
        "profit": float(trade.profit),
    }


def serve(folder: Path) -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not look like an answer
    feeds: dict[str, Feed] = {}
    listen()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                if request["op"] == "bars":
                    feeds[request["key"]] = make_feed(
                        folder, request["key"], request["rows"], request["symbol"]
                    )
                    answer: dict[str, Any] = {"ok": True}
                elif request["op"] == "correct":
                    correct(request["corrections"])
                    answer = {"ok": True}
                else:
                    feed = feeds[request["bars"]]
                    answer = run(folder, feed, request["script"], request.get("count") or len(feed.candles))
        except Exception:  # noqa: BLE001 - the loop's edge: a script that fails is an answer, not the end of the worker
            answer = {"error": "run", "message": traceback.format_exc(limit=8)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    # The transpiler stands in an environment of its own; it needs nothing but the standard library.
    os.environ["PYNE_SAVE_SCRIPT_TOML"] = "0"
    sys.path.append(sys.argv[1])
    serve(Path(sys.argv[2]))
