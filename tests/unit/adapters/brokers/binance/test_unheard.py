"""Balances that changed without a word: which symbols are asked for trades, and when nothing is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradewright.adapters.brokers.binance.instruments import instruments_of
from tradewright.adapters.brokers.binance.unheard import ASKED_MAX, Unheard, unheard
from tradewright.domain.trading.ports.broker import VenueInstrument

COINS = [f"C{number:02}" for number in range(3 * ASKED_MAX)]
PAIRS = [
    ("ETH", "USDT"), ("BTC", "USDT"), ("BNB", "USDT"), ("ETH", "BTC"), ("ETH", "USDC"), ("USDC", "USDT"), ("ETH", "BNB"),
    *((coin, "USDT") for coin in COINS),
]  # fmt: skip


def rules() -> dict[str, VenueInstrument]:
    filters = [
        {"filterType": "LOT_SIZE", "stepSize": "0.001", "minQty": "0.001"},
        {"filterType": "PRICE_FILTER", "tickSize": "0.01"},
    ]
    rows = [
        {
            "symbol": base + quote,
            "baseAsset": base,
            "quoteAsset": quote,
            "status": "TRADING",
            "filters": filters,
        }
        for base, quote in PAIRS
    ]
    return {one.instrument.symbol: one for one in instruments_of({"symbols": rows}, "spot")}


RULES = rules()


def asked(
    before: dict[str, str] | None, now: dict[str, str], *, followed: tuple[str, ...] = (), **more: Any
) -> Unheard:
    held = None if before is None else {coin: Decimal(total) for coin, total in before.items()}
    totals = {coin: Decimal(total) for coin, total in now.items()}
    return unheard(held, totals, rules=RULES, followed=followed, **more)


def test_a_coin_that_came_for_usdt_in_a_symbol_we_never_traded_is_asked_about() -> None:
    found = asked({"USDT": "1000"}, {"USDT": "670", "ETH": "0.1"})

    assert found.symbols == ("ETHUSDT",)
    assert found.is_urgent


def test_a_coin_that_is_gone_altogether_is_asked_about_too() -> None:
    assert asked({"USDT": "1000", "ETH": "0.1"}, {"USDT": "1330"}).symbols == ("ETHUSDT",)


def test_what_a_symbol_that_is_asked_anyway_explains_is_not_asked_about() -> None:
    found = asked({"USDT": "1000"}, {"USDT": "670", "ETH": "0.1"}, followed=("ETHUSDT",))

    assert found.symbols == ()
    assert found.held == {"USDT": Decimal(670), "ETH": Decimal("0.1")}


def test_coins_exchanged_for_one_another_are_asked_about_against_each_other() -> None:
    found = asked({"BTC": "1"}, {"BTC": "0.9", "ETH": "2"}, followed=("BTCUSDT",))

    assert set(found.symbols) == {"ETHBTC", "ETHUSDT"}


def test_another_dollar_beside_a_trade_of_ours_is_asked_about() -> None:
    found = asked(
        {"USDT": "1000", "USDC": "500"}, {"USDT": "670", "USDC": "200", "ETH": "0.2"}, followed=("ETHUSDT",)
    )

    assert "ETHUSDC" in found.symbols


def test_a_fee_is_asked_about_and_hurries_nobody() -> None:
    before, now = {"USDT": "1000", "BNB": "1"}, {"USDT": "670", "BNB": "0.99", "ETH": "0.1"}

    found = asked(before, now, followed=("ETHUSDT",))

    assert set(found.symbols) == {"BNBUSDT", "ETHBNB"}
    assert not found.is_urgent


def test_a_total_is_asked_about_in_two_looks_and_then_explained() -> None:
    before, now = {"USDT": "1000"}, {"USDT": "1000", "ETH": "5"}

    first = asked(before, now)
    second = asked(before, now, asked_before=first.asked)

    assert first.symbols == second.symbols == ("ETHUSDT",)
    assert "ETH" not in first.held
    assert second.held == {"USDT": Decimal(1000), "ETH": Decimal(5)}
    assert asked({coin: str(total) for coin, total in second.held.items()}, now).symbols == ()


def test_many_coins_are_asked_about_some_a_look_until_all_have_been() -> None:
    now = dict.fromkeys(COINS, "1")
    held: dict[str, str] | None = None
    before: frozenset[tuple[str, Decimal]] = frozenset()
    seen: set[str] = set()
    for _ in range(6):
        found = asked(held, now, asked_before=before)
        assert len(found.symbols) <= ASKED_MAX
        seen |= set(found.symbols)
        held, before = {coin: str(total) for coin, total in found.held.items()}, found.asked

    assert seen == {f"{coin}USDT" for coin in COINS}
    assert asked(held, now, asked_before=before).symbols == ()


def test_a_coin_without_a_market_is_nobodys_question() -> None:
    found = asked({"USDT": "1"}, {"USDT": "1", "AIRDROP": "12"})

    assert found.symbols == ()
    assert found.held["AIRDROP"] == 12
