"""What we send, held against Alpaca's own description of its API."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from tradewright.adapters.brokers.alpaca.requests import change_body, order_body
from tradewright.domain.trading.ports.broker import DeniedLocally, LegRequest, OrderChange, OrderRequest
from tradewright.kernel.ids import ClientOrderId

VENDOR = Path(__file__).parents[4] / "data" / "vendor" / "alpaca-trading-api.json"
SHARE = OrderRequest(ClientOrderId("ours"), "AAPL", "buy", "market", Decimal(2), "gtc")
STOP = LegRequest(ClientOrderId("stop"), "stop", stop_price=Decimal(140))
TARGET = LegRequest(ClientOrderId("target"), "limit", limit_price=Decimal("160.50"))


@pytest.fixture(scope="module")
def vendor() -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(VENDOR.read_bytes())
    return document


def faults_of(vendor: dict[str, Any], method: str, path: str, body: dict[str, Any]) -> list[str]:
    """Return where `body` is not what the vendor takes, names it does not know included."""
    schema = vendor["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": {"schemas": vendor["components"]["schemas"]}}
    if "$ref" in schema:
        schema = vendor["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    faults = [
        f"{one.instance_path}: {one.message}"
        for one in jsonschema_rs.Draft4Validator(whole).iter_errors(body)
    ]
    return faults + [f"unknown: {name}" for name in body if name not in schema["properties"]]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"order_type": "limit", "limit_price": Decimal("150.00"), "time_in_force": "ioc"},
        {"order_type": "stop", "stop_price": Decimal(150), "time_in_force": "day"},
        {"order_type": "stop_limit", "stop_price": Decimal(150), "limit_price": Decimal(151)},
        {"order_type": "trailing_stop", "trail_percent": Decimal(2)},
        {"order_type": "trailing_stop", "trail_amount": Decimal("0.5"), "side": "sell", "reduce_only": True},
        {"quantity": Decimal("0.5")},
        {"stop_loss": STOP, "take_profit": TARGET, "time_in_force": "day"},
        {"stop_loss": STOP},
        {
            "side": "sell",
            "order_type": "limit",
            "limit_price": Decimal(160),
            "reduce_only": True,
            "stop_loss": STOP,
        },
        {
            "order_type": "limit",
            "limit_price": Decimal(150),
            "time_in_force": "day",
            "extended_hours": True,
        },
        {"symbol": "BTCUSD", "quantity": Decimal("0.25"), "time_in_force": "fok"},
        {
            "symbol": "BTCUSD",
            "side": "sell",
            "order_type": "stop_limit",
            "stop_price": Decimal(59000),
            "limit_price": Decimal(58500),
        },
    ],
)
def test_every_order_we_send_is_one_alpaca_describes(vendor: dict[str, Any], changes: dict[str, Any]) -> None:
    body = order_body(replace(SHARE, **changes))

    assert not isinstance(body, DeniedLocally)
    assert faults_of(vendor, "post", "/v2/orders", body) == []


def test_every_change_we_send_is_one_alpaca_describes(vendor: dict[str, Any]) -> None:
    body = change_body(OrderChange(Decimal(3), Decimal("151.10"), Decimal(140)))

    assert faults_of(vendor, "patch", "/v2/orders/{order_id}", body) == []


def test_a_word_alpaca_does_not_know_is_noticed(vendor: dict[str, Any]) -> None:
    body = {"symbol": "AAPL", "type": "market", "time_in_force": "for_ever", "quantity": "1"}

    faults = faults_of(vendor, "post", "/v2/orders", body)

    assert "unknown: quantity" in faults
    assert any("for_ever" in fault for fault in faults)
