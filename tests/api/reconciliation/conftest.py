"""The application and the desks of the orders' tests, and discrepancies as the executor writes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.api.orders.conftest import (
    app,
    bus,
    client,
    desk,
    executor,
    foreign_client,
    gateway,
    quotes,
    stranger,
)
from tests.store.orders.desk import NOW, Desk

from tradewright.domain.trading.reconcile import Discrepancy, ExternalOrder
from tradewright.features.orders.executor.reconcile import rows
from tradewright.kernel.ids import AccountId, VenueOrderId, new_uuid7

__all__ = ["app", "bus", "client", "desk", "executor", "foreign_client", "gateway", "quotes", "stranger"]

Find = Callable[..., Awaitable[Discrepancy]]
See = Callable[..., Awaitable[ExternalOrder]]


@pytest.fixture
def find(desk: Desk) -> Find:
    """Write a discrepancy as the executor role does."""

    async def find_one(account_id: AccountId, *, symbol: str = "BTCUSD", **changes: Any) -> Discrepancy:
        found = Discrepancy(
            discrepancy_id=new_uuid7(),
            account_id=account_id,
            symbol=symbol,
            kind="position",
            ours="2",
            venue="5",
            proposal="adopt",
            explanation="Our books hold 2 BTCUSD, the venue shows 5.",
            found_at=NOW,
            evidence=({"source": "position", "average_price": "100"},),
        )
        found = replace(found, **changes)
        batch = rows.RealityRows(discrepancies={found.discrepancy_id: (desk.user_id, found)})
        async with desk.executor.acting([desk.user_id]) as tx:
            await rows.write(tx, batch, now=NOW)
        return found

    return find_one


@pytest.fixture
def see(desk: Desk) -> See:
    """Write an external order as the executor role does."""

    async def see_one(account_id: AccountId, name: str, **changes: Any) -> ExternalOrder:
        seen = ExternalOrder(
            external_order_id=UUID(bytes=name.encode().ljust(16, b".")),
            account_id=account_id,
            venue_order_id=VenueOrderId(name),
            client_order_id=None,
            symbol="BTCUSD",
            side="buy",
            order_type="limit",
            quantity=Decimal(2),
            filled_quantity=Decimal(0),
            state="working",
            first_seen_at=NOW,
            updated_at=NOW,
        )
        seen = replace(seen, **changes)
        batch = rows.RealityRows(externals={seen.external_order_id: (desk.user_id, seen)})
        async with desk.executor.acting([desk.user_id]) as tx:
            await rows.write(tx, batch, now=NOW)
        return seen

    return see_one
