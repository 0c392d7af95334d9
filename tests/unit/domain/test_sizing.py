"""Sizes and stops: on the grid, never above the budget, on the right side, or a named refusal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import BTC, ES, d, decimals, instruments, lots, money, prices

from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.protection import Asked, Protected, protect
from tradewright.domain.trading.signal import Protection, ProtectionMode, Side, Sizing, SizingMode, Trail
from tradewright.domain.trading.sizing import Means, Sized, size_by_notional, size_by_risk, size_order


@given(equity=money(), risk=decimals("0.0001", "1", places=4), entry=prices(), stop=prices(), lot=lots())
@settings(deadline=None)
def test_loss_at_stop_never_exceeds_the_risk_budget(
    equity: Decimal, risk: Decimal, entry: Decimal, stop: Decimal, lot: Lot
) -> None:
    assume(entry != stop)

    quantity = size_by_risk(budget=equity * risk, entry=entry, stop=stop, lot=lot, multiplier=Decimal(1))

    assert quantity * abs(entry - stop) <= equity * risk
    assert quantity % lot.step == 0
    assert quantity == 0 or quantity >= lot.smallest


@given(
    budget=money(), price=prices(), lot=lots(), multiplier=st.sampled_from(["1", "50", "0.1"]).map(Decimal)
)
@settings(deadline=None)
def test_value_never_exceeds_the_budget_and_one_step_more_would(
    budget: Decimal, price: Decimal, lot: Lot, multiplier: Decimal
) -> None:
    quantity = size_by_notional(budget=budget, price=price, multiplier=multiplier, lot=lot)

    assert quantity * price * multiplier <= budget
    if quantity:
        assert (quantity + lot.step) * price * multiplier > budget


@given(
    side=st.sampled_from(["buy", "sell"]),
    ticks=st.integers(10, 10_000_000),
    stop=st.builds(Protection, st.just("percent"), decimals("0.01", "60", places=2)),
    target=st.builds(
        Protection, st.sampled_from(["percent", "risk_reward"]), decimals("0.1", "50", places=1)
    ),
    instrument=instruments(),
)
@settings(deadline=None)
def test_protection_stands_on_the_grid_on_the_right_side_and_no_further_than_asked(
    side: Side, ticks: int, stop: Protection, target: Protection, instrument: Instrument
) -> None:
    entry = instrument.tick * ticks

    found = protect(side, entry=entry, asked=Asked(stop, target), instrument=instrument)

    if isinstance(found, Refused):
        assert found.code in ("stop_on_wrong_side", "target_on_wrong_side")
        return
    assert found.stop is not None
    assert found.target is not None
    assert found.stop % instrument.tick == found.target % instrument.tick == 0
    assert (found.stop < entry < found.target) if side == "buy" else (found.target < entry < found.stop)
    assert abs(entry - found.stop) <= entry * stop.value / 100
    if target.mode == "risk_reward":
        assert abs(found.target - entry) >= abs(entry - found.stop) * target.value


@pytest.mark.parametrize(
    ("mode", "value", "quantity"),
    [
        ("fixed", "1.234567", "1.23456"),
        ("notional", "1000", "0.02"),
        ("percent_equity", "10", "0.02"),
        ("risk_percent", "1", "0.1"),
        ("risk_money", "100", "0.1"),
        ("lots", "2.5", "0.025"),
        ("percent_buying_power", "10", "0.04"),
        ("percent_position", "50", "0.15"),
        ("atr_risk", "1", "0.2"),
    ],
)
def test_each_mode_sizes_by_its_own_sum_and_tells_it(mode: SizingMode, value: str, quantity: str) -> None:
    sized = size_order(
        Sizing(mode, d(value)),
        instrument=replace(BTC, lot_units=d("0.01")),
        price=d("50000"),
        means=Means(d("10000"), d("49000"), d("20000"), held=d("0.3"), average_range=d("500")),
    )

    assert isinstance(sized, Sized)
    assert sized.quantity == d(quantity)
    assert sized.trace["quantity"] == quantity
    assert quantity in sized.trace["words"]


@given(
    budget=money(),
    entry=prices(),
    stop=st.builds(
        Protection, st.sampled_from(["percent", "ticks", "pips", "atr"]), decimals("0.1", "40", places=1)
    ),
    fee_rate=decimals("0", "0.01", places=4),
    side=st.sampled_from(["buy", "sell"]),
    instrument=instruments(),
)
@settings(deadline=None)
def test_whatever_places_the_stop_the_loss_there_with_fees_stays_within_the_budget(
    *,
    budget: Decimal,
    entry: Decimal,
    stop: Protection,
    fee_rate: Decimal,
    side: Side,
    instrument: Instrument,
) -> None:
    entry = instrument.price_nearest(entry)
    protected = protect(side, entry=entry, asked=Asked(stop), instrument=instrument, average_range=entry / 50)
    assume(isinstance(protected, Protected) and protected.stop is not None)
    assert isinstance(protected, Protected)
    assert protected.stop is not None
    means = Means(None, protected.stop, fee_rate=fee_rate)

    sized = size_order(Sizing("risk_money", budget), instrument=instrument, price=entry, means=means)

    if isinstance(sized, Refused):
        assert sized.code == "size_below_minimum"
        return
    lost = sized.quantity * abs(entry - protected.stop) * instrument.multiplier
    fees = sized.quantity * (entry + protected.stop) * instrument.multiplier * fee_rate
    assert lost + fees <= budget


@given(
    entry=prices(),
    rule=st.builds(
        Trail,
        st.sampled_from(["price", "percent", "ticks", "pips", "atr"]),
        decimals("0.1", "40", places=1),
        st.none() | decimals("0.1", "40", places=1),
    ),
    side=st.sampled_from(["buy", "sell"]),
    instrument=instruments(),
)
@settings(deadline=None)
def test_a_trail_is_never_wider_than_asked_and_begins_behind_the_entry(
    entry: Decimal, rule: Trail, side: Side, instrument: Instrument
) -> None:
    entry = instrument.price_ceil(entry)
    asked = Asked(trailing_stop=rule)

    found = protect(side, entry=entry, asked=asked, instrument=instrument, average_range=entry / 50)

    if isinstance(found, Refused):
        assert found.code in ("trail_too_tight", "trail_too_wide")
        return
    trails = found.trailing
    assert trails is not None
    assert (trails.amount is None) == (rule.mode == "percent")
    assert (trails.begins is None) == (rule.activation is not None)
    if trails.begins is not None:
        assert found.stop == trails.begins
        assert (trails.begins < entry) if side == "buy" else (trails.begins > entry)
    if trails.amount is not None:
        assert trails.amount % instrument.tick == 0


def test_a_futures_contract_costs_its_multiplier() -> None:
    sized = size_order(
        Sizing("risk_percent", d("1")), instrument=ES, price=d("4500"), means=Means(d("100000"), d("4490"))
    )

    assert isinstance(sized, Sized)
    assert sized.quantity == 2  # 1000 USD of risk, 500 a contract


@pytest.mark.parametrize(
    ("sizing", "equity", "stop", "code"),
    [
        (Sizing("fixed", d("0.000001")), "10000", None, "size_below_minimum"),
        (Sizing("notional", d("4")), "10000", None, "size_below_minimum"),
        (Sizing("fixed", d("-1")), "10000", None, "size_not_positive"),
        (Sizing("percent_equity", d("10")), None, None, "equity_unknown"),
        (Sizing("percent_equity", d("10")), "-5", None, "equity_not_positive"),
        (Sizing("risk_percent", d("1")), "10000", None, "risk_needs_stop"),
        (Sizing("risk_money", d("1")), None, None, "risk_needs_stop"),
        (Sizing("percent_buying_power", d("1")), "10000", None, "buying_power_unknown"),
        (Sizing("percent_position", d("1")), "10000", None, "position_missing"),
        (Sizing("atr_risk", d("1")), "10000", None, "range_unknown"),
        (Sizing("atr_risk", d("1")), None, None, "equity_unknown"),
        (Sizing("risk_percent", d("1")), "10000", "50000", "risk_needs_stop"),
    ],
)
def test_what_cannot_be_sized_is_refused_by_name(
    sizing: Sizing, equity: str | None, stop: str | None, code: str
) -> None:
    refused = size_order(
        sizing,
        instrument=BTC,
        price=d("50000"),
        means=Means(None if equity is None else d(equity), None if stop is None else d(stop)),
    )

    assert isinstance(refused, Refused)
    assert refused.code == code


@pytest.mark.parametrize(
    ("side", "mode", "value", "market", "code"),
    [
        ("buy", "price", "50000", None, "stop_on_wrong_side"),
        ("buy", "price", "49999.995", "49999.99", "stop_on_wrong_side"),
        ("buy", "percent", "100", None, "stop_on_wrong_side"),
        ("sell", "price", "49000", None, "stop_on_wrong_side"),
        ("buy", "risk_reward", "2", None, "protection_mode_unknown"),
    ],
)
def test_a_stop_that_would_fire_at_once_or_never_is_refused(
    side: Side, mode: ProtectionMode, value: str, market: str | None, code: str
) -> None:
    refused = protect(
        side,
        entry=d("50000"),
        asked=Asked(Protection(mode, d(value))),
        instrument=BTC,
        market=None if market is None else d(market),
    )

    assert isinstance(refused, Refused)
    assert refused.code == code


def test_a_target_as_a_multiple_of_the_risk_needs_a_stop() -> None:
    refused = protect(
        "buy", entry=d("100"), asked=Asked(take_profit=Protection("risk_reward", d("2"))), instrument=BTC
    )

    assert isinstance(refused, Refused)
    assert refused.code == "target_needs_stop"


def test_a_stop_is_rounded_towards_the_entry_and_a_target_away_from_it() -> None:
    coarse = replace(BTC, tick=d("1"))

    found = protect(
        "buy",
        entry=d("100"),
        asked=Asked(Protection("percent", d("1.5")), Protection("percent", d("1.5"))),
        instrument=coarse,
    )

    assert isinstance(found, Protected)
    assert (found.stop, found.target) == (d("99"), d("102"))
