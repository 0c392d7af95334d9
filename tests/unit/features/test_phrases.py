"""The words of a timeline: every action, size, distance, rule and event has some that a trader understands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from tests.unit.domain.builders import order_events

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.events import render_event
from tradewright.domain.trading.order import OrderEvent
from tradewright.domain.trading.risk.facts import RuleName
from tradewright.domain.trading.signal import (
    Action,
    Intent,
    Protection,
    ProtectionMode,
    Sizing,
    SizingMode,
    Source,
    Trail,
)
from tradewright.features.agents import phrases

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ORDER = {"leg": "stop", "symbol": "BTCUSD", "broker": "paper", "created_at": NOW, "quantity": Decimal(2)}


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("mode", get_args(SizingMode))
def test_any_intent_can_be_said(action: Any, mode: Any) -> None:
    intent = Intent(action, "BTCUSD", Sizing(mode, Decimal("1.5")), target_quantity=Decimal(-2))

    words = phrases.intent(intent_to_json(intent))

    assert "1.5" in words
    assert words.endswith(".")


@pytest.mark.parametrize("mode", get_args(ProtectionMode))
def test_any_distance_can_be_said(mode: Any) -> None:
    intent = Intent(
        "buy", "BTCUSD", take_profit=Protection(mode, Decimal(3)), trailing_stop=Trail("atr", Decimal(2))
    )

    words = phrases.intent(intent_to_json(intent))

    assert "target" in words
    assert "a stop that trails 2 average ranges away" in words


def test_any_source_and_rule_has_words_of_its_own() -> None:
    assert set(get_args(Source)) == set(phrases.SOURCES)
    told = phrases.risk(
        {
            "words": "Allowed.",
            "rules": [
                {"rule": rule, "value": "1", "limit": "2", "outcome": "passed"} for rule in get_args(RuleName)
            ],
        }
    )
    assert "_" not in told


@given(event=order_events())
def test_any_event_of_an_order_can_be_said(event: OrderEvent) -> None:
    kind, data = render_event(event)
    row = {"kind": kind, "data": data, "recorded_at": NOW + timedelta(milliseconds=20)}

    status, title, _ = phrases.venue(row, ORDER)

    assert status in {"ok", "waiting", "refused", "failed"}
    assert title.startswith("Stop-loss order")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("trade", "Partly filled"),
        ("bust", "Execution taken back by the venue"),
        ("fee", "Fee told"),
        ("liquidation", "Partly filled"),
    ],
)
def test_an_execution_is_said_by_its_kind(kind: str, title: str) -> None:
    row = {
        "side": "buy",
        "symbol": "BTCUSD",
        "quantity": Decimal(1),
        "price": Decimal(100),
        "fee": Decimal("0.1"),
        "fee_currency": "BNB",
        "kind": kind,
    }

    said, detail = phrases.execution(row, ORDER, Decimal(1))

    assert said == title
    assert "0.1 BNB" in detail
