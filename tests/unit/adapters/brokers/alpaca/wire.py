"""Alpaca's JSON as its documents show it; only what a test is about needs saying."""

from __future__ import annotations

from typing import Any

ORDER: dict[str, Any] = {
    "asset_class": "us_equity",
    "asset_id": "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415",
    "canceled_at": None,
    "client_order_id": "5680c4bc-9ac1-4a12-a44c-df427ba53032",
    "created_at": "2023-12-12T22:31:24.668464435Z",
    "expired_at": None,
    "extended_hours": False,
    "failed_at": None,
    "filled_at": None,
    "filled_avg_price": None,
    "filled_qty": "0",
    "hwm": None,
    "id": "7b08df51-c1ac-453c-99f9-323a5f075f0d",
    "legs": None,
    "limit_price": "150",
    "notional": None,
    "order_class": "",
    "order_type": "limit",
    "qty": "2",
    "replaced_at": None,
    "replaced_by": None,
    "replaces": None,
    "side": "buy",
    "source": None,
    "status": "accepted",
    "stop_price": None,
    "submitted_at": "2023-12-12T22:31:24.577215743Z",
    "subtag": None,
    "symbol": "AAPL",
    "time_in_force": "gtc",
    "trail_percent": None,
    "trail_price": None,
    "type": "limit",
    "updated_at": "2023-12-12T22:31:24.668464435Z",
}
"""The vendor's EquityOrderResponse."""


def an_order(**changes: Any) -> dict[str, Any]:
    return {**ORDER, **changes}


def an_update(event: str, *, order: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return the `data` of a trade_updates message."""
    return {
        "event": event,
        "event_id": "01HCMKX6TV7S8X9C4J6S2VW2E8",
        "at": "2023-12-12T22:31:25.100000000Z",
        "timestamp": "2023-12-12T22:31:25.000000123Z",
        "execution_id": "a958bb9e-3e76-4f1e-9c0b-4f0d3fbf2a11",
        "order": order or an_order(),
        **changes,
    }
