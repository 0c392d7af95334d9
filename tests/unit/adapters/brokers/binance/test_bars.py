"""Klines read: rows of REST and frames of the stream say the same in other words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tradewright.adapters.brokers.binance.addresses import addresses_of
from tradewright.adapters.brokers.binance.bars import bar_of_frame, bars_of_rows
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields

OPENED_MS = 1_772_465_400_000
ROW = [
    OPENED_MS,
    "2000.10",
    "2001.00",
    "1999.90",
    "2000.50",
    "12.5",
    OPENED_MS + 59_999,
    "1",
    3,
    "1",
    "1",
    "0",
]


def a_frame(**changes: Any) -> Fields:
    told = {
        "t": OPENED_MS,
        "i": "1m",
        "o": "2000.10",
        "h": "2001.00",
        "l": "1999.90",
        "c": "2000.50",
        "v": "12.5",
    }
    return Fields({"e": "kline", "s": "ETHUSDT", "k": {**told, "x": False, **changes}})


def test_a_row_and_a_frame_of_one_minute_are_one_bar() -> None:
    [asked] = bars_of_rows([ROW], symbol="ETHUSDT.P", timeframe="1m")
    heard = bar_of_frame(a_frame(x=True), "usdm")

    assert heard is not None
    assert heard.is_closed
    assert heard.bar == asked
    assert asked.opened_at == datetime.fromtimestamp(OPENED_MS / 1000, UTC)


def test_a_minute_that_forms_is_told_as_such() -> None:
    heard = bar_of_frame(a_frame(), "spot")

    assert heard is not None
    assert (heard.is_closed, heard.bar.symbol) == (False, "ETHUSDT")


def test_other_frames_and_other_lengths_are_no_minutes() -> None:
    assert bar_of_frame(Fields({"result": None, "id": 1}), "spot") is None
    assert bar_of_frame(a_frame(i="5m"), "spot") is None


@pytest.mark.parametrize("rows", [{}, [[1, "2"]], ["x"], [[0, *ROW[1:]]], [[OPENED_MS, "many", *ROW[2:]]]])
def test_what_is_no_list_of_klines_is_unreadable(rows: Any) -> None:
    with pytest.raises(Unreadable):
        bars_of_rows(rows, symbol="ETHUSDT", timeframe="1m")


def test_futures_keep_klines_on_a_route_of_their_own() -> None:
    assert addresses_of("usdm", "live").bar_stream == "wss://fstream.binance.com/market/ws"
    assert addresses_of("spot", "live").bar_stream == "wss://stream.binance.com:9443/ws"
