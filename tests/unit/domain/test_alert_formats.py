"""The messages of other bridges, as they are: each ends in one intent, or in faults that say what to change."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.domain.builders import d

from tradewright.domain.trading.alerts import AlertMapping, ParsedAlert, parse_alert, redact
from tradewright.domain.trading.alerts.settings import FormatSettings
from tradewright.domain.trading.signal import Intent, PriceFrom, Protection, Sizing, Trail
from tradewright.kernel.errors import Invalid

FIRED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOW = "2026-03-02T12:00:00Z"
PIPS = FormatSettings(
    risk_unit="risk_percent", distance_unit="pips", entry_unit="pips", deviation_unit="ratio"
)
TOLD = AlertMapping(settings=PIPS)


def read(body: str | dict[str, Any], mapping: AlertMapping = TOLD) -> ParsedAlert:
    return parse_alert((body if isinstance(body, str) else json.dumps(body)).encode(), "", mapping)


def faults_of(body: str | dict[str, Any], mapping: AlertMapping = TOLD) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read(body, mapping)
    return {fault.path: fault.rule for fault in caught.value.faults}


THREE_COMMAS = {
    "secret": "eyJhbGciOi",
    "max_lag": "300",
    "timestamp": NOW,
    "trigger_price": "64000.5",
    "tv_exchange": "BINANCE",
    "tv_instrument": "BTCUSDT",
    "action": "sell",
    "bot_uuid": "b3f6-uuid",
    "strategy_info": {
        "market_position": "short",
        "market_position_size": "2",
        "prev_market_position": "long",
        "prev_market_position_size": "1",
    },
    "order": {"amount": "3", "currency_type": "base"},
}


def test_a_3commas_strategy_signal_tells_its_position_and_its_patience() -> None:
    alert = read(THREE_COMMAS)

    assert (alert.format, alert.age_max_s) == ("three_commas_signal", 300)
    assert alert.secret is not None
    assert alert.secret.reveal() == "eyJhbGciOi"
    assert alert.intent == Intent(
        action="sell",
        symbol="BTCUSDT",
        sizing=Sizing("fixed", d("2")),
        sentiment="short",
        reference_price=d("64000.5"),
        fired_at=FIRED,
    )


@pytest.mark.parametrize(
    ("action", "order", "expected"),
    [
        ("enter_long", {"amount": 50, "currency_type": "quote"}, ("buy", None, Sizing("notional", d("50")))),
        (
            "exit_long",
            {"amount": 50, "currency_type": "position_percent"},
            ("sell", None, Sizing("percent_position", d("50"))),
        ),
        (
            "enter_short",
            {"amount": "5", "currency_type": "margin_percent"},
            ("sell", None, Sizing("percent_buying_power", d("5"))),
        ),
        ("exit_short", None, ("buy", "flat", None)),
    ],
)
def test_a_3commas_custom_signal_says_which_side_it_enters_or_leaves(
    action: str, order: object, expected: tuple[object, ...]
) -> None:
    body = {key: value for key, value in THREE_COMMAS.items() if key != "strategy_info"}

    intent = read(body | {"action": action, "order": order}).intent

    assert (intent.action, intent.sentiment, intent.sizing) == expected
    assert intent.reduce_only == (
        order is not None and action == "exit_long"
    )  # a part of it, and nothing opened


def test_a_3commas_limit_order_carries_its_price() -> None:
    order = {"amount": "1", "currency_type": "base", "order_type": "limit", "price": "63000"}

    intent = read(THREE_COMMAS | {"action": "enter_long", "order": order, "strategy_info": None}).intent

    assert (intent.order_type, intent.limit_price) == ("limit", d("63000"))
    assert faults_of(
        THREE_COMMAS
        | {"action": "ponder", "order": {"amount": "x", "currency_type": "shells", "order_type": "limit"}}
    ) == {
        "$.action": "choice",
        "$.order.currency_type": "choice",
        "$.order.amount": "number",
        "$.order.price": "missing",
    }


DEAL = {
    "message_type": "bot",
    "bot_id": 4635591,
    "email_token": "uuid",
    "delay_seconds": 0,
    "pair": "USDT_BTC",
}


def test_a_3commas_deal_takes_the_side_that_the_agent_gives_its_bot() -> None:
    told = AlertMapping(settings=FormatSettings(bot_sides={"4635591": "buy"}))

    opened, closed = read(DEAL, told).intent, read(DEAL | {"action": "close_at_market_price"}).intent

    assert (opened.action, opened.symbol, opened.delay_s) == ("buy", "BTCUSDT", 0)
    assert (closed.action, closed.symbol) == ("exit", "BTCUSDT")
    assert faults_of(DEAL) == {"$.bot_id": "side_unknown"}
    assert faults_of(DEAL | {"action": "add_funds_in_quote"}) == {"$.action": "unsupported"}


OKX = {
    "id": "Long",
    "action": "buy",
    "marketPosition": "long",
    "prevMarketPosition": "flat",
    "marketPositionSize": "1",
    "prevMarketPositionSize": "0",
    "instrument": "BTC-USDT-SWAP",
    "signalToken": "C3sPzb",
    "timestamp": NOW,
    "maxLag": "60",
    "investmentType": "base",
    "amount": "1",
}


def test_an_okx_signal_is_read_in_both_of_its_sections() -> None:
    strategy = read(OKX)
    anyone = read(
        {
            "action": "ENTER_LONG",
            "instrument": "ETHUSDT.P",
            "signalToken": "t",
            "investmentType": "percentage_balance",
            "amount": "50",
        }
    )

    assert (strategy.format, strategy.age_max_s, strategy.explicit_id) == ("okx", 60, None)
    assert strategy.intent == Intent(
        action="buy",
        symbol="BTCUSDT.P",
        sizing=Sizing("fixed", d("1")),
        sentiment="long",
        fired_at=FIRED,
        tag="Long",
    )
    assert (anyone.intent.symbol, anyone.intent.sizing) == (
        "ETHUSDT.P",
        Sizing("percent_buying_power", d("50")),
    )
    assert faults_of(OKX | {"investmentType": "margin"}) == {"$.investmentType": "unsupported"}
    assert faults_of(OKX | {"orderType": "limit", "orderPriceOffset": "0.5"}) == {
        "$.orderPriceOffset": "unsupported"
    }


OPEN_ALGO = {
    "apikey": "k",
    "strategy": "Long",
    "symbol": "SBIN",
    "exchange": "NSE",
    "action": "BUY",
    "quantity": "5",
    "pricetype": "MARKET",
    "product": "MIS",
}


def test_an_openalgo_order_is_an_order_and_its_position_size_a_target() -> None:
    order, target = read(OPEN_ALGO).intent, read(OPEN_ALGO | {"position_size": "-5"}).intent
    stop = read(OPEN_ALGO | {"pricetype": "SL", "price": "101", "trigger_price": "100"}).intent

    assert order == Intent(action="buy", symbol="SBIN", sizing=Sizing("fixed", d("5")), tag="Long")
    assert (target.action, target.target_quantity, target.sizing) == ("target", d("-5"), None)
    assert (stop.order_type, stop.limit_price, stop.stop_price) == ("stop_limit", d("101"), d("100"))
    assert read(OPEN_ALGO | {"position_size": 0}).intent.target_quantity == 0
    assert faults_of(OPEN_ALGO | {"pricetype": "SL-M"}) == {"$.trigger_price": "missing"}


PICK_MY_TRADE = {
    "symbol": "NQM5", "date": NOW, "data": "buy", "quantity": "2", "risk_percentage": 0, "price": "18500", "tp": 0,
    "percentage_tp": 0, "dollar_tp": 0, "sl": 0, "dollar_sl": 0, "percentage_sl": 0, "order_type": "MKT", "inst_type": "FUT",
    "trail": 0, "trail_stop": 0, "trail_trigger": 0, "trail_freq": 0, "breakeven": 0, "update_tp": False,
    "update_sl": "false", "token": "URe9", "pyramid": False, "duplicate_position_allow": True,
    "reverse_order_close": True, "platform": "RITHMIC",
    "multiple_accounts": [{"token": "URe9", "account_id": "BG28198", "connection_name": "R1", "quantity_multiplier": 1}],
}  # fmt: skip


def test_a_pickmytrade_alert_takes_0_for_not_set() -> None:
    alert = read(PICK_MY_TRADE)

    assert alert.format == "pick_my_trade"
    assert alert.intent == Intent(
        action="buy", symbol="NQM5", sizing=Sizing("lots", d("2")), reference_price=d("18500"), fired_at=FIRED
    )
    assert {remark.path for remark in alert.remarks} >= {"$.platform", "$.multiple_accounts"}


def test_a_pickmytrade_alert_with_everything_set_is_done_or_refused_piece_by_piece() -> None:
    body = PICK_MY_TRADE | {
        "order_type": "LMT",
        "risk_percentage": "1.5",
        "percentage_sl": "1",
        "tp": "18700",
        "trail": 1,
        "trail_stop": "20",
        "trail_trigger": "10",
        "trail_freq": "5",
    }

    intent = read(body).intent

    assert (intent.order_type, intent.limit_price) == ("limit", d("18500"))
    assert intent.sizing == Sizing("risk_percent", d("1.5"))
    assert (intent.stop_loss, intent.take_profit) == (
        Protection("percent", d("1")),
        Protection("price", d("18700")),
    )
    assert intent.trailing_stop == Trail("price", d("20"), d("10"))
    assert faults_of(
        PICK_MY_TRADE
        | {
            "dollar_sl": 100,
            "breakeven": "1",
            "update_tp": "true",
            "data": "HOLD",
            "multiple_accounts": [{"quantity_multiplier": 2}],
        }
    ) == {
        "$.dollar_sl": "unsupported",
        "$.breakeven": "unsupported",
        "$.update_tp": "unsupported",
        "$.data": "choice",
        "$.multiple_accounts[0].quantity_multiplier": "unsupported",
    }


CODE = "ENTER-LONG_Bybit_BTCUSDT_Name_15M_8e34479cfe49027eda195457"


def test_a_wundertrading_code_comes_bare_or_in_an_object() -> None:
    bare = read(CODE)
    whole = read(
        {
            "code": CODE.replace("ENTER-LONG", "ENTER-SHORT"),
            "orderType": "market",
            "amountPerTradeType": "quote",
            "amountPerTrade": 100,
            "leverage": 1,
            "takeProfits": [{"priceDeviation": 0.02, "portfolio": 1}],
            "stopLoss": {"priceDeviation": 0.01},
            "reduceOnly": False,
        }
    )

    assert (bare.format, bare.intent) == ("wunder_trading", Intent(action="buy", symbol="BTCUSDT"))
    assert whole.intent == Intent(
        action="sell",
        symbol="BTCUSDT",
        sizing=Sizing("notional", d("100")),
        stop_loss=Protection("percent", d("1")),
        take_profit=Protection("percent", d("2")),
    )
    assert read("EXIT-ALL_Bybit_BTCUSDT_Name").intent.action == "exit"
    assert read(
        {"code": CODE, "amountPerTradeType": "percents", "amountPerTrade": 0.1}
    ).intent.sizing == Sizing("percent_equity", d("10"))


def test_what_wundertrading_can_and_we_cannot_is_refused_in_its_place() -> None:
    body = {
        "code": CODE,
        "leverage": 3,
        "amountPerTradeType": "percents",
        "amountPerTrade": 10,
        "stopLoss": {"priceDeviation": 0},
        "takeProfits": [
            {"priceDeviation": 0.01, "portfolio": 0.5},
            {"priceDeviation": 0.02, "portfolio": 0.5},
        ],
    }

    assert faults_of(body) == {
        "$.leverage": "unsupported",
        "$.amountPerTrade": "range",
        "$.stopLoss.priceDeviation": "positive",
        "$.takeProfits[1]": "unsupported",
        "$.takeProfits[0].portfolio": "unsupported",
    }
    assert faults_of({"code": CODE, "stopLoss": {"priceDeviation": 0.01}}, AlertMapping()) == {
        "$.stopLoss.priceDeviation": "unit_unknown"
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '60123456789,buy,EURUSD,risk=0.01,sl=25,tp=50,comment="ema"',
            Intent(
                "buy",
                "EURUSD",
                Sizing("risk_percent", d("0.01")),
                stop_loss=Protection("pips", d("25")),
                take_profit=Protection("pips", d("50")),
                tag="ema",
            ),
        ),
        (
            "60123456789 , sell , EURUSD , vol_lots=1 , secret=HappyTrader501",
            Intent("sell", "EURUSD", Sizing("lots", d("1"))),
        ),
        (
            "60123456789,sell,GBPJPY,vol_dollar=50,sl_pips=20",
            Intent("sell", "GBPJPY", Sizing("risk_money", d("50")), stop_loss=Protection("pips", d("20"))),
        ),
        (
            "60123456789,buystop,EURUSD,entry_price=1.10,risk=1",
            Intent("buy", "EURUSD", Sizing("risk_percent", d("1")), order_type="stop", stop_price=d("1.10")),
        ),
        (
            "60123456789,selllimit,EURUSD,price=10,risk=1",
            Intent(
                "sell",
                "EURUSD",
                Sizing("risk_percent", d("1")),
                order_type="limit",
                price_from=PriceFrom("bid", d("10"), "pips"),
            ),
        ),
        ("60123456789,closelong,GBPUSD", Intent("sell", "GBPUSD", sentiment="flat")),
        (
            "60123456789,closelongopenshort,GBPUSD,vol_lots=2",
            Intent("sell", "GBPUSD", Sizing("lots", d("2")), sentiment="short"),
        ),
        ("60123456789,closelongshort,GBPUSD", Intent("exit", "GBPUSD")),
        ("60123456789,cancellong,GBPUSD", Intent("cancel", "GBPUSD")),
        (
            "60123456789,bull,XAUUSD,vol_lots=1,trailtrig=30,traildist=15",
            Intent("buy", "XAUUSD", Sizing("lots", d("1")), trailing_stop=Trail("pips", d("15"), d("30"))),
        ),
    ],
)
def test_a_pineconnector_line_is_understood(line: str, expected: Intent) -> None:
    alert = read(line)

    assert (alert.format, alert.intent) == ("pine_connector", expected)
    assert alert.secret is not None
    assert alert.secret.reveal() == ("HappyTrader501" if "secret" in line else "60123456789")


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (
            "60123456789,buy,EURUSD,spread=2,betrigger=10,beoffset=1",
            {"$.spread", "$.betrigger", "$.beoffset"},
        ),
        ("60123456789,newsltplong,EURUSD,sl_pips=30", {"$.command"}),
        ("60123456789,eaoff,EURUSD", {"$.command"}),
        ("60123456789,buy,EURUSD,atrperiod=14,atrmultiplier=2", {"$.atrperiod", "$.atrmultiplier"}),
        ("60123456789,buy,EURUSD,shoes=2", {"$.shoes"}),
        ("60123456789,buy,EURUSD,risk=1,and then some", {"$.rest"}),
        ("60123456789,buystop,EURUSD,entry_pips=10,vol_lots=1", {"$.entry_pips"}),
        ("60123456789,buy,EURUSD,vol_lots=1,vol_lots=2", {"$.vol_lots"}),
    ],
)
def test_a_pineconnector_line_says_what_cannot_be_done(line: str, faults: set[str]) -> None:
    assert set(faults_of(line)) == faults


def test_a_pineconnector_key_without_a_unit_asks_for_it_instead_of_guessing() -> None:
    line = "60123456789,buylimit,EURUSD,risk=1,sl=25,tp=50,price=10"

    assert faults_of(line, AlertMapping()) == {
        "$.risk": "unit_unknown",
        "$.sl": "unit_unknown",
        "$.tp": "unit_unknown",
        "$.price": "unit_unknown",
    }


def test_an_alertatron_script_becomes_one_signal() -> None:
    simple = read("MyKeys(XBTUSD) { market(side=buy, amount=100); } #bot")
    bracket = read(
        "MyKeys(BTCUSDT) {\n market(position=-2);\n wait(5s);\n"
        " stopOrTakeProfit(tp=@68000, sl=@61000, position=0, reduceOnly=true);\n}\n#bot"
    )
    resting = read(
        "K(ETHUSDT) { limit(side=sell, amount=10%, offset=0.5%); trailingStop(offset=2%, position=0); }"
    )

    assert simple.format == "alertatron"
    assert simple.intent == Intent("buy", "XBTUSD", Sizing("fixed", d("100")))
    assert (bracket.intent.action, bracket.intent.target_quantity) == ("target", d("-2"))
    assert (bracket.intent.stop_loss, bracket.intent.take_profit) == (
        Protection("price", d("61000")),
        Protection("price", d("68000")),
    )
    assert [remark.path for remark in bracket.remarks if "wait" in remark.message] == [
        "$.commands[1].command"
    ]
    assert resting.intent.sizing == Sizing("percent_equity", d("10"))
    assert resting.intent.price_from == PriceFrom("last", d("0.5"), "percent")
    assert resting.intent.trailing_stop == Trail("percent", d("2"))
    assert read("K(ETHUSDT) { cancel(which=all); market(position=0); }").intent == Intent("exit", "ETHUSDT")
    assert read("K(ETHUSDT) { cancel(which=all); market(side=buy, amount=1); }").intent.cancel_first is True
    assert read("K(ETHUSDT) { cancel(which=all); }").intent.action == "cancel"


@pytest.mark.parametrize(
    ("inside", "faults"),
    [
        ("market(side=buy, amount=1); market(side=buy, amount=2);", {"$.commands[1].command": "unsupported"}),
        ("market(side=buy, amount=1); twapOrder(amount=3);", {"$.commands[1].command": "unsupported"}),
        (
            "market(side=buy, amount=1); stopOrder(offset=@5, position=1);",
            {"$.commands[1].position": "unsupported"},
        ),
        (
            "market(side=buy, amount=1); stopOrder(offset=5, position=0);",
            {"$.commands[1].offset": "unsupported"},
        ),
        ("market(amount=1);", {"$.commands[0].side": "choice"}),
        (
            "market(side=buy, amount=1) and more",
            {"$.rest": "script", "$.commands": "missing"},
        ),
        ("stopOrder(offset=@5, position=0);", {"$.commands": "missing"}),
    ],
)
def test_an_alertatron_command_that_does_not_fit_is_named(inside: str, faults: dict[str, str]) -> None:
    assert faults_of(f"K(BTCUSDT) {{ {inside} }}") == faults


def test_a_bare_trigger_means_what_the_agent_says() -> None:
    alert_id = "0b47a939-fad1-4e1c-b9d4-768ac082e123"
    told = AlertMapping(
        settings=FormatSettings(
            triggers={
                alert_id: {"action": "buy", "symbol": "SPY", "quantity": "3"},
                f"{alert_id} untrigger": {"action": "exit", "symbol": "SPY"},
                "RSI crossed 30": {"action": "buy", "symbol": "QQQ"},
            }
        )
    )

    assert read([{"alertId": alert_id}], told).intent == Intent("buy", "SPY", Sizing("fixed", d("3")))  # type: ignore[arg-type]
    assert read({"alertId": alert_id, "untrigger": True}, told).intent == Intent("exit", "SPY")
    assert read("RSI crossed 30\n", told).format == "trigger"
    assert faults_of({"alertId": alert_id}) == {"$.alertId": "trigger_unknown"}
    with pytest.raises(Invalid) as caught:
        parse_alert(json.dumps([{"alertId": "a"}, {"alertId": "b"}]).encode())
    assert caught.value.faults[0].path == "$[1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "buy BTCUSD 0.5 sl=2% tp=4%",
            Intent(
                "buy",
                "BTCUSD",
                Sizing("fixed", d("0.5")),
                stop_loss=Protection("percent", d("2")),
                take_profit=Protection("percent", d("4")),
            ),
        ),
        ("SELL BINANCE:ETHUSDT 10%", Intent("sell", "ETHUSDT", Sizing("percent_equity", d("10")))),
        ("close long ETHUSD", Intent("sell", "ETHUSD", sentiment="flat")),
        (
            "close long ETHUSD 50%",
            Intent("sell", "ETHUSD", Sizing("percent_position", d("50")), reduce_only=True),
        ),
        ("exit ETHUSD 25%", Intent("exit", "ETHUSD", Sizing("percent_position", d("25")))),
        (
            "exit EUR/USD, qty=50, qty_mode=percent_position",
            Intent("exit", "EURUSD", Sizing("percent_position", d("50"))),
        ),
        ("flatten", Intent("flatten", None)),
        ("breakeven BTCUSD", Intent("breakeven", "BTCUSD")),
    ],
)
def test_a_message_may_be_said_plainly(text: str, expected: Intent) -> None:
    alert = read(text)

    assert (alert.format, alert.intent) == ("text", expected)


def test_a_traderspost_message_is_ours_as_it_is() -> None:
    alert = read(
        {
            "ticker": "MNQ",
            "action": "buy",
            "orderType": "limit",
            "limitPrice": 18500,
            "quantityType": "percent_of_equity",
            "quantity": 5,
            "takeProfit": {"amount": 100},
            "stopLoss": {"type": "trailing_stop", "trailPercent": 2},
            "timeInForce": "gtc",
            "cancel": True,
            "extras": {"strategy": "x"},
            "extendedHours": True,
        }
    )

    assert alert.intent == Intent(
        action="buy",
        symbol="MNQ",
        sizing=Sizing("percent_equity", d("5")),
        order_type="limit",
        limit_price=d("18500"),
        take_profit=Protection("price", d("18600")),
        trailing_stop=Trail("percent", d("2")),
        extended_hours=True,
        cancel_first=True,
    )
    assert faults_of(
        {
            "ticker": "SPY",
            "action": "buy",
            "optionType": "call",
            "strikePrice": 400,
            "stopLoss": {"type": "stop_limit", "stopPrice": 1},
        }
    ) == {"$.optionType": "unsupported", "$.strikePrice": "unsupported", "$.stopLoss.type": "unsupported"}


def test_what_an_alert_says_without_effect_is_remarked_and_never_dropped_silently() -> None:
    alert = read({"ticker": "SPY", "action": "buy", "confidence": "high", "interval": "15"})

    assert [(remark.path, "nothing is done" in remark.message) for remark in alert.remarks] == [
        ("$.confidence", True)
    ]


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("60123456789,buy,EURUSD,secret=abc", "***,buy,EURUSD,secret=***"),
        (CODE, "ENTER-LONG_Bybit_BTCUSDT_Name_15M_***"),
        ('{"signalToken":"tok","instrument":"X"}', '{"signalToken":"***","instrument":"X"}'),
        ('{"email_token":"9f1c","message_type":"bot"}', '{"email_token":"***","message_type":"bot"}'),
        (
            '{"data":"buy","multiple_accounts":[{"token":"t1"}]}',
            '{"data":"buy","multiple_accounts":[{"token":"***"}]}',
        ),
    ],
)
def test_foreign_secrets_are_hidden_before_a_body_is_stored(body: str, stored: str) -> None:
    assert redact(body.encode()).decode() == stored


@pytest.mark.parametrize(
    "body",
    [
        "60123456789,buy,EURUSD,vol_lots=1,secret=abc",
        CODE,
        json.dumps(THREE_COMMAS),
        json.dumps(OKX),
        json.dumps(PICK_MY_TRADE),
    ],
)
def test_a_stored_body_is_still_read_as_what_it_was(body: str) -> None:
    assert read(redact(body.encode()).decode()).intent == read(body).intent
