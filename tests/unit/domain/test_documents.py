"""Events, intents and policies survive their JSON form exactly."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import decimals, moments, order_events, prices, quantities

from tradewright.domain.trading.documents import (
    account_ids_from_document,
    intent_from_json,
    intent_to_json,
    policy_from_document,
    policy_to_document,
)
from tradewright.domain.trading.events import parse_event, render_event
from tradewright.domain.trading.order import OrderEvent
from tradewright.domain.trading.signal import (
    Action,
    AgentPolicy,
    Blackout,
    DistanceMode,
    Intent,
    OrderType,
    PriceFrom,
    PriceSource,
    Protection,
    ProtectionMode,
    Remedy,
    RiskLimits,
    Session,
    Sizing,
    SizingMode,
    TimeInForce,
    Trail,
)
from tradewright.kernel.ids import AccountId, OrderId

SIZINGS = st.builds(Sizing, st.sampled_from(get_args(SizingMode)), quantities())
PROTECTIONS = st.builds(Protection, st.sampled_from(get_args(ProtectionMode)), prices())
DISTANCES = st.sampled_from(get_args(DistanceMode))
TRAILS = st.none() | st.builds(Trail, DISTANCES, prices(), st.none() | prices())
PRICES_FROM = st.none() | st.builds(
    PriceFrom, st.sampled_from(get_args(PriceSource)), decimals("-5", "5", places=2), DISTANCES
)
COUNTS = st.none() | st.integers(0, 10**6)
SYMBOLS = st.frozensets(st.sampled_from(["BTCUSDT", "ES1!", "SPY"]))
INTENTS = st.builds(
    Intent,
    action=st.sampled_from(get_args(Action)),
    symbol=st.none() | st.sampled_from(["BTCUSDT", "ES1!"]),
    sizing=st.none() | SIZINGS,
    order_type=st.sampled_from(get_args(OrderType)),
    limit_price=st.none() | prices(),
    stop_price=st.none() | prices(),
    time_in_force=st.sampled_from(get_args(TimeInForce)),
    stop_loss=st.none() | PROTECTIONS,
    take_profit=st.none() | PROTECTIONS,
    sentiment=st.none() | st.sampled_from(["long", "short", "flat"]),
    reduce_only=st.booleans(),
    cancel_order_id=st.none() | st.uuids().map(OrderId),
    reference_price=st.none() | prices(),
    fired_at=st.none() | moments(),
    tag=st.none() | st.text(max_size=10),
    strategy=st.none() | st.text(max_size=10),
    sequence=COUNTS,
    trail=TRAILS,
    trailing_stop=TRAILS,
    price_from=PRICES_FROM,
    target_quantity=st.none() | decimals("-9", "9", places=4),
    expires_at=st.none() | moments(),
    post_only=st.booleans(),
    extended_hours=st.booleans(),
    delay_s=COUNTS,
    cancel_after_s=COUNTS,
    keep_spot=st.booleans(),
    keep_resting=st.booleans(),
    cancel_first=st.booleans(),
    pressed_in=st.none() | st.uuids(),
    discrepancy_id=st.none() | st.uuids(),
    remedy=st.none() | st.sampled_from(get_args(Remedy)),
)
CLOCKS = st.times()
LIMITS = st.builds(
    RiskLimits,
    loss_daily_max=st.none() | prices(),
    trades_daily_max=COUNTS,
    positions_max=COUNTS,
    order_notional_max=st.none() | prices(),
    loss_daily_percent_max=st.none() | prices(),
    trades_open_max=COUNTS,
    position_notional_max=st.none() | prices(),
    exposure_gross_max=st.none() | prices(),
    exposure_net_max=st.none() | prices(),
    leverage_max=st.none() | prices(),
    symbols_allowed=SYMBOLS,
    symbols_denied=SYMBOLS,
    sessions=st.lists(st.builds(Session, st.frozensets(st.integers(1, 7)), CLOCKS, CLOCKS), max_size=2).map(
        tuple
    ),
    blackouts=st.lists(
        st.builds(Blackout, moments(), moments(), st.text(max_size=5), SYMBOLS), max_size=2
    ).map(tuple),
    cooldown_losses=COUNTS,
    cooldown_minutes=COUNTS,
    price_collar_percent=st.none() | prices(),
    quote_age_max_s=COUNTS,
    duplicate_window_s=COUNTS,
    orders_per_minute_max=COUNTS,
)
POLICIES = st.builds(
    AgentPolicy,
    sizing=SIZINGS,
    sizing_from_alert=st.booleans(),
    symbols=SYMBOLS,
    sides=st.sampled_from([frozenset({"buy"}), frozenset({"sell"}), frozenset({"buy", "sell"})]),
    opposite=st.sampled_from(["reverse", "close", "net", "ignore"]),
    stop_loss=st.none() | PROTECTIONS,
    take_profit=st.none() | PROTECTIONS,
    signal_age_max_s=st.integers(1, 3600),
    limits=LIMITS,
    trailing_stop=TRAILS,
    entry_price=PRICES_FROM,
    pyramiding_max=COUNTS,
    delay_s=COUNTS,
    cancel_after_s=COUNTS,
    exit_cancel_after_s=COUNTS,
    atr_timeframe=st.sampled_from(["5m", "1h"]),
)


@pytest.mark.parametrize(
    ("kind", "strategy"), [(Intent, INTENTS), (AgentPolicy, POLICIES), (RiskLimits, LIMITS)]
)
def test_the_strategies_above_forget_no_field(kind: type, strategy: Any) -> None:
    assert {field.name for field in fields(kind)} == set(strategy.wrapped_strategy.kwargs)


@given(event=order_events())
@settings(deadline=None)
def test_an_order_event_is_read_back_as_it_was_written(event: OrderEvent) -> None:
    kind, data = render_event(event)

    assert parse_event(kind, json.loads(json.dumps(data))) == event


@given(intent=INTENTS)
@settings(deadline=None)
def test_an_intent_is_read_back_as_it_was_written(intent: Intent) -> None:
    assert intent_from_json(json.loads(json.dumps(intent_to_json(intent)))) == intent


@given(policy=POLICIES, accounts=st.lists(st.uuids().map(AccountId), max_size=3))
@settings(deadline=None)
def test_a_policy_is_read_back_as_it_was_written(policy: AgentPolicy, accounts: list[AccountId]) -> None:
    document = json.loads(json.dumps(policy_to_document(policy, account_ids=accounts)))

    assert policy_from_document(document) == policy
    assert account_ids_from_document(document) == tuple(accounts)
