"""What the user streams say, in the shapes of Binance's documents and of recorded frames."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tradewright.adapters.brokers.binance.reports import trade_of
from tradewright.adapters.brokers.binance.updates import Finished, Said, Triggered, read_event
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

EXECUTION: dict[str, Any] = {
    "e": "executionReport",
    "E": 1499405658658,
    "s": "ETHBTC",
    "c": "mUvoqJxFIILMdfAW5iGSOW",
    "S": "BUY",
    "o": "LIMIT",
    "f": "GTC",
    "q": "1.00000000",
    "p": "0.10264410",
    "P": "0.00000000",
    "F": "0.00000000",
    "g": -1,
    "C": "",
    "x": "NEW",
    "X": "NEW",
    "r": "NONE",
    "i": 4293153,
    "l": "0.00000000",
    "z": "0.00000000",
    "L": "0.00000000",
    "n": "0",
    "N": None,
    "T": 1499405658657,
    "t": -1,
    "I": 8641984,
    "w": True,
    "m": False,
    "Z": "0.00000000",
}
FILLED = {
    "x": "TRADE",
    "X": "PARTIALLY_FILLED",
    "l": "0.4",
    "z": "0.4",
    "L": "0.1026",
    "n": "0.0004",
    "N": "ETH",
    "t": 77517,
}
FUTURES: dict[str, Any] = {
    "s": "BTCUSDT",
    "c": "TEST",
    "S": "SELL",
    "o": "MARKET",
    "f": "GTC",
    "q": "0.001",
    "p": "0",
    "ap": "0",
    "sp": "0",
    "x": "NEW",
    "X": "NEW",
    "i": 8886774,
    "l": "0",
    "z": "0",
    "L": "0",
    "N": "USDT",
    "n": "0",
    "T": 1568879465650,
    "t": 0,
    "R": False,
    "ot": "MARKET",
    "ps": "BOTH",
    "cp": False,
    "rp": "0",
}
ALGO: dict[str, Any] = {  # recorded: nautilus_trader issue 3287
    "caid": "O-20251211-053131-ZYWR-000-9",
    "aid": 1000000033225453,
    "at": "CONDITIONAL",
    "o": "STOP_MARKET",
    "s": "DOGEUSDT",
    "S": "BUY",
    "ps": "BOTH",
    "f": "GTC",
    "q": "38",
    "X": "TRIGGERED",
    "ai": "88937381063",
    "ap": "0",
    "aq": "0",
    "act": "MARKET",
    "tp": "0.13855",
    "p": "0",
    "wt": "CONTRACT_PRICE",
    "R": False,
    "tt": 1765431097019,
    "gtd": 0,
}


def said(**change: Any) -> list[Said]:
    return read_event(Fields({**EXECUTION, **change}))


def said_of_futures(**change: Any) -> list[Said]:
    return read_event(
        Fields(
            {"e": "ORDER_TRADE_UPDATE", "E": 1568879465651, "T": 1568879465650, "o": {**FUTURES, **change}}
        )
    )


def said_of_algo(**change: Any) -> list[Said]:
    return read_event(
        Fields({"e": "ALGO_UPDATE", "T": 1765431097030, "E": 1765431097037, "o": {**ALGO, **change}})
    )


def test_a_new_order_is_live() -> None:
    (report,) = said()

    assert isinstance(report, OrderReport)
    assert (report.client_order_id, report.venue_order_id) == ("mUvoqJxFIILMdfAW5iGSOW", "4293153")
    assert (report.state, report.reason) == ("working", None)


def test_an_execution_is_a_fill_and_then_a_state() -> None:
    fill, report = said(**FILLED)

    assert isinstance(fill, Fill)
    assert (fill.venue_execution_id, fill.quantity, fill.price) == (
        "ETHBTC:77517",
        Decimal("0.4"),
        Decimal("0.1026"),
    )
    assert (fill.fee, fill.fee_currency, fill.kind) == (Decimal("0.0004"), "ETH", "trade")
    assert isinstance(report, OrderReport)
    assert (report.state, report.filled_quantity) == ("partly_filled", Decimal("0.4"))


def test_the_stream_and_the_list_of_trades_give_a_fill_one_identity() -> None:
    heard, _ = said(**FILLED)
    read = trade_of(
        {
            "symbol": "ETHBTC",
            "id": 77517,
            "orderId": 4293153,
            "price": "0.1026",
            "qty": "0.4",
            "time": 1,
            "isBuyer": True,
        },
        "spot",
    ).fill

    assert isinstance(heard, Fill)
    assert heard.venue_execution_id == read.venue_execution_id


def test_a_cancel_names_the_order_and_not_itself() -> None:
    (report,) = said(x="CANCELED", X="CANCELED", c="cancel-1", C="ours", z="0.4")

    assert isinstance(report, OrderReport)
    assert (report.client_order_id, report.state, report.filled_quantity) == (
        "ours",
        "cancelled",
        Decimal("0.4"),
    )


def test_a_refusal_after_acceptance_keeps_its_reason() -> None:
    (report,) = said(x="REJECTED", X="REJECTED", r="INSUFFICIENT_BALANCES")

    assert isinstance(report, OrderReport)
    assert (report.state, report.reason) == ("rejected", "INSUFFICIENT_BALANCES")


def test_a_futures_execution_is_a_fill_with_its_fee() -> None:
    fill, report = said_of_futures(
        x="TRADE", X="FILLED", l="0.001", z="0.001", L="9910", n="0.0003", t=5, N="BNB"
    )

    assert isinstance(fill, Fill)
    assert (fill.venue_execution_id, fill.symbol, fill.fee_currency) == ("BTCUSDT:5", "BTCUSDT.P", "BNB")
    assert isinstance(report, OrderReport)
    assert report.state == "filled"


@pytest.mark.parametrize(
    ("client_id", "kind"),
    [
        ("autoclose-1768", "liquidation"),
        ("adl_autoclose", "deleveraging"),
        ("settlement_autoclose-5", "settlement"),
        ("electron_abc", "trade"),
    ],
)
def test_what_binance_did_to_the_account_is_marked(client_id: str, kind: str) -> None:
    fill, report = said_of_futures(c=client_id, x="CALCULATED", X="FILLED", l="1", z="1", L="5", t=9)

    assert isinstance(fill, Fill)
    assert fill.kind == kind
    assert isinstance(report, OrderReport)
    assert report.is_external == (kind != "trade")


def test_an_execution_without_a_number_is_a_gap_and_never_a_made_up_fill() -> None:
    report, gap = said_of_futures(x="CALCULATED", X="FILLED", l="1", z="1", L="5", t=0)

    assert isinstance(report, OrderReport)
    assert gap == "gap"


def test_a_trigger_names_the_order_it_made_and_leaves_the_rest_to_it() -> None:
    assert said_of_algo() == [
        Triggered(ClientOrderId(ALGO["caid"]), "DOGEUSDT.P", VenueOrderId("88937381063"))
    ]


def test_an_algo_order_that_waits_is_live_and_one_that_is_refused_says_why() -> None:
    (waiting,) = said_of_algo(X="NEW", ai="")
    (refused,) = said_of_algo(X="REJECTED", ai="", rm="Reduce Only reject")

    assert isinstance(waiting, OrderReport)
    assert (waiting.state, waiting.venue_order_id, waiting.stop_price) == (
        "working",
        "algo:1000000033225453",
        Decimal("0.13855"),
    )
    assert isinstance(refused, OrderReport)
    assert (refused.state, refused.reason) == ("rejected", "Reduce Only reject")


def test_a_finished_algo_order_leaves_its_end_to_the_order_it_became() -> None:
    triggered, finished = said_of_algo(X="FINISHED")

    assert isinstance(triggered, Triggered)
    assert isinstance(finished, Finished)


@pytest.mark.parametrize(
    ("event", "notice"),
    [
        ({"e": "outboundAccountPosition", "B": []}, "money"),
        ({"e": "balanceUpdate", "a": "BTC", "d": "1"}, "money"),
        ({"e": "ACCOUNT_UPDATE", "a": {"m": "FUNDING_FEE"}}, "money"),
        ({"e": "listenKeyExpired"}, "reopen"),
        ({"e": "eventStreamTerminated", "E": 1}, "reopen"),
        ({"e": "serverShutdown"}, "reopen"),
    ],
)
def test_notices(event: dict[str, Any], notice: str) -> None:
    assert read_event(Fields(event)) == [notice]


@pytest.mark.parametrize(
    "event", [{"e": "TRADE_LITE"}, {"e": "listStatus"}, {"e": "NEXT_YEARS_EVENT", "x": {}}, {}, {"e": None}]
)
def test_what_does_not_concern_us_is_let_by(event: dict[str, Any]) -> None:
    assert read_event(Fields(event)) == []


@pytest.mark.parametrize("change", [{"X": "SLEEPING"}, {"i": None}, {"S": None}, {"q": "many"}])
def test_what_cannot_be_read_says_so(change: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        said(**change)
