"""Alerts in every spelling we accept, and every fault with its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.domain.builders import d

from tradewright.domain.trading.alerts import ParsedAlert, normalise_symbol, parse_alert
from tradewright.domain.trading.signal import Intent, Protection, Sizing
from tradewright.kernel.errors import Invalid

NATIVE: dict[str, Any] = {
    "v": 1,
    "id": "Long-2026-01-01T00:15:03Z-2",
    "ticker": "BTCUSDT",
    "exchange": "BINANCE",
    "interval": "15",
    "action": "buy",
    "quantity": "3",
    "price": "50000.1",
    "sentiment": "long",
    "position": "2",
    "prev_sentiment": "short",
    "prev_size": "1",
    "bar_time": "2026-01-01T00:00:00Z",
    "time": "2026-01-01T00:15:03Z",
    "comment": "EMA cross",
}


def parse(**members: Any) -> ParsedAlert:
    return parse_alert(json.dumps({"ticker": "BTCUSDT", "action": "buy"} | members).encode())


def faults_of(body: bytes | dict[str, Any]) -> dict[str, str]:
    raw = (
        body
        if isinstance(body, bytes)
        else json.dumps({"ticker": "BTCUSDT", "action": "buy"} | body).encode()
    )
    with pytest.raises(Invalid) as caught:
        parse_alert(raw)
    return {fault.path: fault.rule for fault in caught.value.faults}


def test_our_own_message_is_understood_whole() -> None:
    alert = parse_alert(json.dumps(NATIVE).encode(), "application/json; charset=utf-8")

    assert alert.format == "flat"
    assert alert.explicit_id == "Long-2026-01-01T00:15:03Z-2"
    assert alert.fired_at == datetime(2026, 1, 1, 0, 15, 3, tzinfo=UTC)
    assert alert.bar_time == datetime(2026, 1, 1, tzinfo=UTC)
    assert alert.intent == Intent(
        action="buy",
        symbol="BTCUSDT",
        sizing=Sizing("fixed", d("2")),
        sentiment="long",
        reference_price=d("50000.1"),
        fired_at=alert.fired_at,
        tag="EMA cross",
    )


def test_a_reversals_contracts_lose_the_old_position_only_when_the_alert_tells_it() -> None:
    told = parse(quantity=3, sentiment="long", prev_sentiment="short", prev_size=1)
    not_told = parse(quantity=3, sentiment="long")
    no_reversal = parse(quantity=3, sentiment="long", prev_sentiment="long", prev_size=1)
    at_odds = parse(quantity=1, sentiment="long", prev_sentiment="short", prev_size=1)

    quantities = [
        alert.intent.sizing.value for alert in (told, not_told, no_reversal, at_odds) if alert.intent.sizing
    ]

    assert quantities == [2, 3, 3, 1]


def test_the_envelope_is_understood_with_its_paths() -> None:
    envelope = {
        "version": "unify.v1",
        "source": "tradingview",
        "agent_id": "0198-agent",
        "intent": {
            "broker": "paper",
            "side": "sell",
            "type": "stop_limit",
            "symbol": "EUR/USD",
            "qty_mode": "percent_equity",
            "qty": 12.5,
            "limit_price": "1.0811",
            "stop_price": 1.0812,
            "sl": {"mode": "price", "value": 1.09},
            "tp": {"mode": "risk_reward", "value": "2"},
            "time_in_force": "day",
            "tag": "session",
        },
        "ts": "2026-01-01T00:00:00.250Z",
    }

    alert = parse_alert(json.dumps(envelope).encode())

    assert (alert.format, alert.agent_id) == ("unify.v1", "0198-agent")
    assert alert.fired_at == datetime(2026, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)
    assert alert.intent == Intent(
        action="sell",
        symbol="EURUSD",
        sizing=Sizing("percent_equity", d("12.5")),
        order_type="stop_limit",
        limit_price=d("1.0811"),
        stop_price=d("1.0812"),
        time_in_force="day",
        stop_loss=Protection("price", d("1.09")),
        take_profit=Protection("risk_reward", d("2")),
        fired_at=alert.fired_at,
        tag="session",
    )
    envelope["intent"] = {"side": "sell", "qty": -1}
    assert faults_of(json.dumps(envelope).encode()) == {
        "$.intent.qty": "positive",
        "$.intent.ticker": "missing",
    }
    assert faults_of(b'{"version":"unify.v2","intent":{"side":"buy","symbol":"SPY"}}') == {
        "$.version": "choice"
    }


@pytest.mark.parametrize(
    "body",
    [
        "ticker=BTCUSDT action=buy qty=0.5 sl=2% tp=60000 secret=ab==",
        "ticker=BTCUSDT,action=buy,qty=0.5,sl_percent=2,tp_price=60000,secret=ab==",
        "ticker=BINANCE:BTCUSDT; action='buy'; qty = 0.5; sl=\"2%\"; tp=60000; secret=ab==",
        "ticker=BTC/USDT\naction=LONG\nqty=0.50\nsl=2%\nprice=\ntp=60000\nsecret=ab==\n",
    ],
)
def test_plain_text_pairs_are_understood_in_every_spelling(body: str) -> None:
    alert = parse_alert(b"\xef\xbb\xbf" + body.encode(), "text/plain")

    assert alert.format == "text"
    assert alert.intent == Intent(
        action="buy",
        symbol="BTCUSDT",
        sizing=Sizing("fixed", d("0.5")),
        stop_loss=Protection("percent", d("2")),
        take_profit=Protection("price", d("60000")),
    )
    assert alert.secret is not None
    assert alert.secret.reveal() == "ab=="


def test_form_encoding_is_tolerated() -> None:
    alert = parse_alert(b"ticker=BTC%2FUSDT&action=sell&qty=1", "application/x-www-form-urlencoded")

    assert (alert.intent.symbol, alert.intent.action) == ("BTCUSDT", "sell")


@pytest.mark.parametrize(
    ("word", "action", "sentiment"),
    [
        ("BUY", "buy", None),
        ("long", "buy", None),
        ("short", "sell", None),
        ("close", "exit", None),
        ("flat", "exit", None),
        ("exit_long", "sell", "flat"),
        ("closeshort", "buy", "flat"),
        ("cancel", "cancel", None),
        ("flatten", "flatten", None),
    ],
)
def test_actions_have_many_words(word: str, action: str, sentiment: str | None) -> None:
    intent = parse(action=word).intent

    assert (intent.action, intent.sentiment) == (action, sentiment)


@pytest.mark.parametrize(
    ("position", "sentiment"), [("-2", "short"), (0, "flat"), ("3", "long"), ("flat", "flat")]
)
def test_the_position_after_the_trade_tells_the_wanted_side(position: object, sentiment: str) -> None:
    assert parse(position=position).intent.sentiment == sentiment


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (49_000, Protection("price", d("49000"))),
        ("1.5%", Protection("percent", d("1.5"))),
        ({"mode": "percent", "value": "1.5"}, Protection("percent", d("1.5"))),
        ({"percent": 1.5}, Protection("percent", d("1.5"))),
        ({"type": "stop", "stopPrice": "49000"}, Protection("price", d("49000"))),
        ({"amount": 1000}, Protection("price", d("49000"))),
        ({}, None),
        ("", None),
        (None, None),
    ],
)
def test_stops_have_many_shapes(stop: object, expected: Protection | None) -> None:
    assert parse(stopLoss=stop, price=50_000).intent.stop_loss == expected


def test_numbers_keep_every_digit() -> None:
    alert = parse_alert(b'{"ticker":"BTCUSDT","action":"buy","quantity":0.12345678901234567890123}')

    assert alert.intent.sizing == Sizing("fixed", d("0.12345678901234567890123"))


def test_placeholders_that_had_no_value_are_absent() -> None:
    body = b'{"ticker":"BTCUSDT","action":"buy","quantity":NaN,"price":na,"sl":-Infinity,"tp":"","tag":"na, NaN","x":[na]}'

    intent = parse_alert(body, "text/plain").intent

    assert (intent.sizing, intent.reference_price, intent.stop_loss, intent.take_profit) == (None,) * 4
    assert intent.tag == "na, NaN"


def test_an_id_with_an_unfilled_placeholder_is_no_id() -> None:
    assert parse(id="{{strategy.order.id}}-{{timenow}}").explicit_id is None


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"", {"$": "empty"}),
        (b"\xff\xfe{", {"$": "utf_8"}),
        (b'{"a":1}\x00', {"$": "nul_byte"}),
        (b"x" * 65_537, {"$": "too_large"}),
        (b'{"ticker":"BTCUSDT"', {"$": "json"}),
        (b"[1,2]", {"$": "object"}),
        (b'"buy"', {"$": "object"}),
        (b'{"action":"buy","action":"sell","ticker":"SPY"}', {"$": "duplicate_key"}),
        (b'{"a":' * 5000, {"$": "depth"}),
        (b"just some words", {"$": "key_value"}),
        (b"action=buy action=sell", {"$": "duplicate_key"}),
        (b'{"ticker":"\\u0000","action":"buy"}', {"$.ticker": "text"}),
        (b'{"ticker":"\\ud800","action":"buy"}', {"$.ticker": "text"}),
        ({"quantity": -1}, {"$.quantity": "positive"}),
        ({"quantity": True}, {"$.quantity": "number"}),
        ({"quantity": "1e308"}, {"$.quantity": "number"}),
        ({"quantity": 10**60}, {"$.quantity": "number"}),
        ({"quantity": [1]}, {"$.quantity": "number"}),
        ({"quantity": 101, "quantityType": "percent_of_equity"}, {"$.quantity": "positive"}),
        ({"quantity": 1, "quantityType": "bags"}, {"$.quantityType": "choice"}),
        ({"qty": 1, "quantity": 2}, {"$.quantity": "ambiguous"}),
        ({"action": "ponder"}, {"$.action": "choice"}),
        ({"action": ""}, {"$.action": "missing"}),
        ({"ticker": "", "symbol": None}, {"$.ticker": "missing"}),
        ({"ticker": "DROP TABLE;"}, {"$.ticker": "symbol"}),
        ({"orderType": "limit"}, {"$.limit_price": "missing"}),
        ({"orderType": "trailing_stop"}, {"$.trail": "missing"}),
        ({"stopLoss": {"type": "trailing_stop"}}, {"$.stopLoss": "missing"}),
        ({"stopLoss": {"amount": 5}}, {"$.stopLoss.amount": "needs_price"}),
        ({"sl": {"mode": "risk_reward", "value": 2}}, {"$.sl.mode": "choice"}),
        ({"tp": {"mode": "percent", "value": "x"}}, {"$.tp.value": "positive"}),
        ({"reduceOnly": "maybe"}, {"$.reduceOnly": "flag"}),
        ({"action": "exit", "quantity": 50, "quantityType": "percent_equity"}, {"$.quantity": "choice"}),
        ({"action": "cancel", "order_id": "7"}, {"$.order_id": "uuid"}),
        (
            {"action": "x", "sl": -1, "tp": "y"},
            {"$.action": "choice", "$.sl": "positive", "$.tp": "positive"},
        ),
    ],
)
def test_every_fault_is_told_with_its_place(body: bytes | dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(body) == faults


@pytest.mark.parametrize(
    ("raw", "symbol"),
    [
        ("BINANCE:BTCUSDT", "BTCUSDT"),
        ("BTCUSDT.P", "BTCUSDT.P"),
        ("OKX:BTC-USDT-SWAP", "BTCUSDT.P"),
        ("ETHUSDTPERP", "ETHUSDT.P"),
        ("btc/usdt", "BTCUSDT"),
        ("BTC-USD", "BTCUSD"),
        ("CME_MINI:ES1!", "ES1!"),
        ("BRK.B", "BRK.B"),
        (" NASDAQ:AAPL ", "AAPL"),
    ],
)
def test_symbols_are_brought_to_our_spelling(raw: str, symbol: str) -> None:
    assert normalise_symbol(raw) == symbol


def test_a_strategys_count_of_order_events_is_read() -> None:
    body = b'{"ticker":"BTCUSD","action":"buy","strategy_id":"ema","sequence":"17"}'

    intent = parse_alert(body).intent

    assert (intent.strategy, intent.sequence) == ("ema", 17)


def test_an_unreadable_count_makes_an_alert_no_less_an_alert() -> None:
    for written in ('"first"', '"-1"', "1.5", '{"a":1}', "true", "1e30", "null"):
        body = f'{{"ticker":"BTCUSD","action":"buy","strategy_id":[7],"sequence":{written}}}'

        intent = parse_alert(body.encode()).intent

        assert (intent.strategy, intent.sequence) == (None, None)
