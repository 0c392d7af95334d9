"""Our orders as Alpaca is asked for them, and what is refused before it is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.adapters.brokers.alpaca.requests import change_body, order_body
from tradewright.adapters.brokers.alpaca.symbols import QUOTE_COINS, base_of, from_venue, is_coin, to_venue
from tradewright.domain.trading.ports.broker import DeniedLocally, LegRequest, OrderChange, OrderRequest
from tradewright.kernel.ids import ClientOrderId

SHARE = OrderRequest(ClientOrderId("ours"), "AAPL", "buy", "market", Decimal(2), "gtc")
STOP = LegRequest(ClientOrderId("stop"), "stop", stop_price=Decimal(140))
TARGET = LegRequest(ClientOrderId("target"), "limit", limit_price=Decimal("160.50"))
BARE = {
    "symbol": "AAPL",
    "qty": "2",
    "side": "buy",
    "type": "market",
    "time_in_force": "gtc",
    "client_order_id": "ours",
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {}),
        ({"order_type": "limit", "limit_price": Decimal("150.00")}, {"type": "limit", "limit_price": "150"}),
        (
            {"order_type": "stop_limit", "stop_price": Decimal(150), "limit_price": Decimal("151.5")},
            {"type": "stop_limit", "stop_price": "150", "limit_price": "151.5"},
        ),
        (
            {"order_type": "trailing_stop", "trail_percent": Decimal("2.5")},
            {"type": "trailing_stop", "trail_percent": "2.5"},
        ),
        (
            {"order_type": "trailing_stop", "trail_amount": Decimal(3)},
            {"type": "trailing_stop", "trail_price": "3"},
        ),
        ({"quantity": Decimal("0.5")}, {"qty": "0.5", "time_in_force": "day"}),
        ({"quantity": Decimal("1E+2")}, {"qty": "100"}),
        ({"side": "sell", "reduce_only": True}, {"side": "sell", "position_intent": "sell_to_close"}),
        ({"reduce_only": True}, {"position_intent": "buy_to_close"}),
        (
            {"stop_loss": STOP, "take_profit": TARGET},
            {
                "order_class": "bracket",
                "take_profit": {"limit_price": "160.5"},
                "stop_loss": {"stop_price": "140"},
            },
        ),
        ({"stop_loss": STOP}, {"order_class": "oto", "stop_loss": {"stop_price": "140"}}),
        (
            {"take_profit": TARGET, "time_in_force": "day"},
            {"order_class": "oto", "time_in_force": "day", "take_profit": {"limit_price": "160.5"}},
        ),
        (
            {
                "side": "sell",
                "order_type": "limit",
                "limit_price": Decimal(160),
                "reduce_only": True,
                "stop_loss": STOP,
            },
            {
                "side": "sell",
                "type": "limit",
                "order_class": "oco",
                "take_profit": {"limit_price": "160"},
                "stop_loss": {"stop_price": "140"},
            },
        ),
        (
            {
                "order_type": "limit",
                "limit_price": Decimal(150),
                "time_in_force": "day",
                "extended_hours": True,
            },
            {"type": "limit", "limit_price": "150", "time_in_force": "day", "extended_hours": True},
        ),
    ],
)
def test_an_order_for_shares_is_written_in_alpacas_words(
    changes: dict[str, Any], told: dict[str, Any]
) -> None:
    assert order_body(replace(SHARE, **changes)) == {**BARE, **told}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {"time_in_force": "gtc", "type": "market"}),
        ({"time_in_force": "day"}, {"time_in_force": "gtc", "type": "market"}),
        (
            {"order_type": "limit", "limit_price": Decimal("59000.5"), "time_in_force": "ioc"},
            {"time_in_force": "ioc", "type": "limit", "limit_price": "59000.5"},
        ),
        (
            {
                "side": "sell",
                "order_type": "stop_limit",
                "stop_price": Decimal("2000.10"),
                "limit_price": Decimal(1900),
                "reduce_only": True,
            },
            {
                "time_in_force": "gtc",
                "type": "stop_limit",
                "side": "sell",
                "stop_price": "2000.1",
                "limit_price": "1900",
            },
        ),
    ],
)
def test_an_order_for_coins_keeps_to_what_coins_can(changes: dict[str, Any], told: dict[str, Any]) -> None:
    coin = replace(SHARE, symbol="BTCUSD", quantity=Decimal("0.25"))

    assert order_body(replace(coin, **changes)) == {**BARE, "symbol": "BTC/USD", "qty": "0.25", **told}


@pytest.mark.parametrize(
    "changes",
    [
        {"post_only": True},
        {"time_in_force": "gtd"},
        {"order_type": "trailing_stop", "trail_amount": Decimal(1), "activation_price": Decimal(150)},
        {"extended_hours": True},
        {
            "order_type": "limit",
            "limit_price": Decimal(150),
            "extended_hours": True,
            "stop_loss": STOP,
        },
        {"stop_loss": STOP, "time_in_force": "ioc"},
        {"stop_loss": replace(STOP, order_type="trailing_stop", trail_percent=Decimal(1))},
        {"quantity": Decimal("1.5"), "stop_loss": STOP},
        {"quantity": Decimal("1.5"), "order_type": "limit", "limit_price": Decimal(150)},
        {"client_order_id": ClientOrderId("x" * 129)},
        {"symbol": "BTCUSD", "stop_loss": STOP},
        {"symbol": "BTCUSD", "order_type": "trailing_stop", "trail_amount": Decimal(1)},
        {"symbol": "BTCUSD", "order_type": "stop", "stop_price": Decimal(1)},
        {"symbol": "BTCUSD", "order_type": "limit", "limit_price": Decimal(1), "time_in_force": "fok"},
        {"symbol": "BTCUSD", "extended_hours": True},
    ],
)
def test_what_alpaca_has_no_word_for_is_refused_before_it_is_sent(changes: dict[str, Any]) -> None:
    assert isinstance(order_body(replace(SHARE, **changes)), DeniedLocally)


def test_a_change_names_only_what_changes() -> None:
    assert change_body(OrderChange(limit_price=Decimal("151.10"))) == {"limit_price": "151.1"}
    assert change_body(OrderChange(Decimal(3), None, Decimal(140))) == {"qty": "3", "stop_price": "140"}


@settings(max_examples=100)
@given(
    base=st.text("ABCDEFGHJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=6),
    quote=st.sampled_from(QUOTE_COINS),
)
def test_a_pair_of_coins_is_found_again_by_its_own_name(base: str, quote: str) -> None:
    ours = base + quote
    there = to_venue(ours)

    assert from_venue(there) == ours
    assert is_coin(ours)
    assert to_venue(from_venue(there)) == there
    assert base_of(ours) == there.partition("/")[0]


@pytest.mark.parametrize("ticker", ["AAPL", "F", "BRK.B", "GOOGL", "AUSD", "BTC"])
def test_a_ticker_is_the_same_at_both_ends(ticker: str) -> None:
    assert to_venue(ticker) == ticker
    assert base_of(ticker) is None
