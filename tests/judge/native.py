"""Our engine's trade rows in the judge's words."""

from __future__ import annotations

from typing import Any

from tests.judge.driver import JudgedTrade
from tradewright.engine.broker.face import name_of


def trades_of(result: Any) -> list[JudgedTrade]:
    """Return the closed trades of an `engine.broker.Result`, ids spelt out."""
    names = result.names
    return [
        JudgedTrade(
            side="long" if row["side"] > 0 else "short", quantity=float(row["quantity"]),
            entry_id=name_of(names, int(row["entry_id"])), exit_id=name_of(names, int(row["exit_id"])),
            entry_bar=int(row["entry_bar"]), exit_bar=int(row["exit_bar"]),
            entry_price=float(row["entry_price"]), exit_price=float(row["exit_price"]),
            entry_comment="", exit_comment="", commission=float(row["commission"]), profit=float(row["profit"]),
        )
        for row in result.trades
    ]  # fmt: skip
