"""Events, intents and policies survive their JSON form exactly."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import moments, order_events, prices, quantities

from tradewright.domain.trading.documents import (
    account_ids_from_document,
    intent_from_json,
    intent_to_json,
    policy_from_document,
    policy_to_document,
)
from tradewright.domain.trading.events import parse_event, render_event
from tradewright.domain.trading.order import OrderEvent
from tradewright.domain.trading.signal import AgentPolicy, Intent, Protection, RiskLimits, Sizing
from tradewright.kernel.ids import AccountId, OrderId

SIZINGS = st.builds(
    Sizing, st.sampled_from(["fixed", "notional", "percent_equity", "risk_percent"]), quantities()
)
PROTECTIONS = st.builds(Protection, st.sampled_from(["price", "percent", "risk_reward"]), prices())
INTENTS = st.builds(
    Intent,
    action=st.sampled_from(["buy", "sell", "exit", "cancel", "flatten"]),
    symbol=st.none() | st.sampled_from(["BTCUSDT", "ES1!"]),
    sizing=st.none() | SIZINGS,
    order_type=st.sampled_from(["market", "limit", "stop", "stop_limit"]),
    limit_price=st.none() | prices(),
    stop_price=st.none() | prices(),
    time_in_force=st.sampled_from(["day", "gtc", "ioc", "fok"]),
    stop_loss=st.none() | PROTECTIONS,
    take_profit=st.none() | PROTECTIONS,
    sentiment=st.none() | st.sampled_from(["long", "short", "flat"]),
    reduce_only=st.booleans(),
    cancel_order_id=st.none() | st.uuids().map(OrderId),
    reference_price=st.none() | prices(),
    fired_at=st.none() | moments(),
    tag=st.none() | st.text(max_size=10),
    strategy=st.none() | st.text(max_size=10),
    sequence=st.none() | st.integers(0, 10**9),
)
LIMITS = st.builds(
    RiskLimits,
    loss_daily_max=st.none() | prices(),
    trades_daily_max=st.none() | st.integers(0, 100),
    positions_max=st.none() | st.integers(0, 100),
    order_notional_max=st.none() | prices(),
)
POLICIES = st.builds(
    AgentPolicy,
    sizing=SIZINGS,
    sizing_from_alert=st.booleans(),
    symbols=st.frozensets(st.sampled_from(["BTCUSDT", "ES1!", "SPY"])),
    sides=st.sampled_from([frozenset({"buy"}), frozenset({"sell"}), frozenset({"buy", "sell"})]),
    opposite=st.sampled_from(["reverse", "close", "ignore"]),
    stop_loss=st.none() | PROTECTIONS,
    take_profit=st.none() | PROTECTIONS,
    signal_age_max_s=st.integers(1, 3600),
    limits=LIMITS,
)


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
