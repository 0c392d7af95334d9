"""What trading costs, from the venue's words to the size of an order: rates by market, and budgets that hold with fees."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from tests.unit.domain.builders import (
    BTC,
    ES,
    NOW,
    a_book,
    a_market,
    a_policy,
    a_quote,
    a_signal,
    an_account,
    d,
    decimals,
)

from tradewright.domain.trading.book import PAPER_CAPABILITIES
from tradewright.domain.trading.fees import NO_RATES, FeeRates
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import PlaceOrders
from tradewright.domain.trading.ports.broker import PositionReport
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.reconcile.positions import differences
from tradewright.domain.trading.signal import Protection, Sizing
from tradewright.kernel.money import plain


def test_a_market_has_its_own_rate_and_the_others_share_one() -> None:
    rates = FeeRates(d("0"), {"crypto": d("0.0025")})

    assert rates.of(BTC) == d("0.0025")
    assert rates.of(ES) == 0
    assert rates.on(BTC).fee_rate == d("0.0025")
    assert NO_RATES.on(BTC) is BTC


def test_rates_are_kept_as_they_were_told() -> None:
    for rates in (NO_RATES, FeeRates(d("0.00075")), FeeRates(None, {"futures": d("0.0004")})):
        assert FeeRates.parse(rates.document()) == rates
    assert FeeRates.parse(None) == NO_RATES


@given(
    rate=decimals("0", "0.01", places=4),
    budget=decimals("5", "500", places=2),
    distance=decimals("0.2", "20", places=1),
)
@settings(deadline=None, max_examples=60)
def test_an_accounts_order_loses_its_budget_at_most_fees_of_both_ends_included(
    *, rate: Decimal, budget: Decimal, distance: Decimal
) -> None:
    account = an_account(fee_rates=FeeRates(rate), starting_cash=Decimal(1_000_000))
    stop_loss = Protection("percent", distance)
    policy = a_policy(sizing=Sizing("risk_money", budget), stop_loss=stop_loss)
    quote = a_quote()

    made = plan(a_book(account), a_signal(), policy, a_market(quote), NOW)

    assume(isinstance(made, PlaceOrders))
    assert isinstance(made, PlaceOrders)
    entry, stop = (next(one for one in made.orders if one.leg == leg) for leg in ("entry", "stop"))
    assert stop.stop_price is not None
    fees = entry.quantity * (quote.ask + stop.stop_price) * rate
    assert entry.quantity * (quote.ask - stop.stop_price) + fees <= budget
    assert made.decision["sizing"].get("fee_rate", "0") == plain(rate)


def test_the_venue_may_hold_more_of_a_coin_by_what_it_took_less_than_the_highest_fee() -> None:
    coins = replace(PAPER_CAPABILITIES, fees_are_estimated=True)
    position = Position("BTCUSDT", d("0.9975"), d("50000"))
    account = an_account(fee_rates=FeeRates(d("0.0025")), positions={"BTCUSDT": position})

    def found(held: str) -> bool:
        reports = [PositionReport("BTCUSDT", d(held), d("50000"))]
        return bool(differences(account, reports, coins, {"BTCUSDT": BTC}))

    assert not found("0.9985")
    assert found("0.9974")
    assert found("1.01")
