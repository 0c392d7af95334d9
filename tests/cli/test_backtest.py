"""`tradewright backtest` needs no server: a file of bars and a strategy of one's own come to a report."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

STRATEGY = '''
from tradewright.engine.coded import Input, Strategy

class EveryDay(Strategy):
    """Buys after the second bar, leaves two bars later."""
    title = "Every day"
    wait = Input.int(2, least=1, most=9)

    def on_bar(self):
        if self.bar_index == self.wait:
            self.entry("In", self.long, qty=2)
        if self.bar_index == self.wait + 2:
            self.close("In")
'''
BARS = "timestamp,open,high,low,close,volume\n" + "".join(
    f"{1_704_067_200 + 900 * i},{100 + i},{102 + i},{99 + i},{101 + i},5\n" for i in range(12)
)


def tradewright(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tradewright.entrypoints.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(folder: Path) -> tuple[str, str]:
    (folder / "mine.py").write_text(STRATEGY)
    (folder / "bars.csv").write_text(BARS)
    return f"{folder / 'mine.py'}:EveryDay", str(folder / "bars.csv")


def test_a_strategy_of_ones_own_comes_to_a_report_document(tmp_path: Path) -> None:
    strategy, bars = files(tmp_path)

    answer = tradewright(
        "backtest", strategy, "--data", bars, "--json", "--tick", "0.01", "--commission", "0.1"
    )

    assert answer.returncode == 0, answer.stderr
    [trade] = json.loads(answer.stdout)["trades"]
    assert (trade["side"], trade["entry_id"], trade["entry_time"]) == ("long", "In", "2024-01-01T00:45:00Z")
    assert Decimal(trade["entry_price"]) == 103
    assert Decimal(trade["exit_price"]) == 105
    assert Decimal(trade["quantity"]) == 2
    assert Decimal(trade["profit"]) == Decimal("3.584")  # 4 less 0.1 % of 206 and of 210


def test_inputs_range_and_files_are_as_asked(tmp_path: Path) -> None:
    strategy, bars = files(tmp_path)
    page, trades = tmp_path / "report.html", tmp_path / "trades.csv"

    answer = tradewright(
        "backtest", strategy, "--data", bars, "--set", "wait=1", "--from", "2024-01-01T00:30", "--capital", "500",
        "--html", str(page), "--trades", str(trades),
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert "Every day" in answer.stdout
    assert "<svg" in page.read_text()
    [row] = csv.DictReader(trades.read_text().splitlines())
    assert Decimal(row["entry_price"]) == 104


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    strategy, bars = files(tmp_path)

    for arguments, told in (
        ((strategy, "--data", bars, "--set", "wait=99"), "at most 9"),
        ((strategy, "--data", bars, "--set", "wait"), "NAME=VALUE"),
        ((strategy, "--data", bars, "--from", "tomorrow"), "2024-01-31"),
        ((strategy, "--data", bars, "--capital", "much"), "--capital"),
        ((strategy, "--data", bars, "--from", "2030-01-01"), "No bars"),
        (("guru:nobody", "--data", bars), "there are"),
        ((f"{tmp_path}/mine.py:Nobody", "--data", bars), "EveryDay"),
    ):
        answer = tradewright("backtest", *arguments)
        assert answer.returncode == 1, answer.stdout
        assert told in answer.stderr
        assert "Traceback" not in answer.stderr
