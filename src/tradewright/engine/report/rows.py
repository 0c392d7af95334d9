"""Trades and orders as rows of plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from tradewright.engine.report.inputs import Trades
from tradewright.engine.report.study import Side, Study
from tradewright.engine.report.tables import name_of, way_of
from tradewright.engine.report.text import PLACES, decimal_or_none, decimal_text, time_texts


def trade_rows(study: Study, trades: Trades, *, closed: bool) -> list[dict[str, Any]]:
    """Return one row a trade; an open one has no exit, and its profit is at the last close."""
    run = study.run
    side = Side(study, trades, Trades.none()) if not closed else study.sides["all"]
    places = max(PLACES, -int(run.bars.tick.as_tuple().exponent))
    entry_times = time_texts(run.bars.time[trades.entry_bar])
    last = max(0, len(run.bars) - 1)
    exit_bars = trades.exit_bar if closed else np.full(len(trades), last, np.int64)
    exit_times = time_texts(run.bars.time[exit_bars])
    total = np.cumsum(trades.profit)
    unknown_r = np.full(len(trades), np.nan)
    r = side.r if closed else np.divide(trades.profit, trades.risk, out=unknown_r, where=trades.risk > 0.0)
    rows = []
    for i in range(len(trades)):
        entered, left = int(trades.entry_bar[i]), int(exit_bars[i])
        entry_id = name_of(run.names, int(trades.entry_id[i]))
        exit_id = name_of(run.names, int(trades.exit_id[i])) if closed else None
        rows.append(
            {
                "number": i + 1,
                "side": "long" if trades.side[i] > 0 else "short",
                "entry_time": entry_times[i],
                "entry_price": decimal_text(float(trades.entry_price[i]), places),
                "exit_time": exit_times[i] if closed else None,
                "exit_price": decimal_text(float(trades.exit_price[i]), places) if closed else None,
                "quantity": decimal_text(float(trades.quantity[i]), 12),
                "profit": decimal_text(float(trades.profit[i])),
                "entry_id": entry_id,
                "exit_id": exit_id,
                "entry_bar": entered,
                "exit_bar": left if closed else None,
                "bars": left - entered,
                "value": decimal_text(float(side.value[i])),
                "profit_percent": decimal_text(float(side.percent[i])),
                "cumulative_profit": decimal_text(float(total[i])) if closed else None,
                "mfe": decimal_text(float(trades.mfe[i])),
                "mae": decimal_text(float(trades.mae[i])),
                "commission": decimal_text(float(trades.commission[i])),
                "slippage": decimal_text(float(trades.slippage[i])),
                "r": decimal_or_none(float(r[i])),
                "exit_reason": (way_of(int(trades.how[i])) or exit_id) if closed else None,
                "orders": [
                    int(at) + 1
                    for at in dict.fromkeys((trades.entry_order[i], trades.exit_order[i] if closed else -1))
                    if at >= 0
                ],
            }
        )
    return rows


def order_rows(study: Study) -> list[dict[str, Any]]:
    """Return one row an order, in the order they were placed."""
    run = study.run
    orders = run.orders
    placed = (
        time_texts(run.bars.time[np.array([order.placed_bar for order in orders], np.int64)])
        if orders
        else []
    )
    known = {order.done_bar for order in orders if order.done_bar is not None}
    done = (
        dict(zip(known, time_texts(run.bars.time[np.array(list(known), np.int64)]), strict=True))
        if known
        else {}
    )
    return [
        {
            "number": number,
            "id": order.id,
            "kind": order.kind,
            "side": order.side,
            "quantity": decimal_text(order.quantity, 12),
            "price": decimal_or_none(order.price),
            "placed_bar": order.placed_bar,
            "placed_time": placed[number - 1],
            "status": order.status,
            "done_bar": order.done_bar,
            "done_time": None if order.done_bar is None else done[order.done_bar],
            "reason": order.reason,
        }
        for number, order in enumerate(orders, 1)
    ]
