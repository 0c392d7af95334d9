"""Rows of reconciliation as the domain's values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg

from tradewright.domain.trading.book import VenueMoney
from tradewright.domain.trading.reconcile import Discrepancy, Evidence, ExternalOrder, Inquiry


def read_discrepancy(row: asyncpg.Record) -> Discrepancy:
    return Discrepancy(
        discrepancy_id=row["discrepancy_id"],
        account_id=row["account_id"],
        symbol=row["symbol"],
        kind=row["kind"],
        ours=row["ours"],
        venue=row["venue"],
        proposal=row["proposal"],
        explanation=row["explanation"],
        found_at=row["found_at"],
        state=row["state"],
        order_id=row["order_id"],
        evidence=tuple(row["evidence"]),
        resolved_at=row["resolved_at"],
        resolved_by=row["resolved_by"],
    )


def read_external(row: asyncpg.Record) -> ExternalOrder:
    return ExternalOrder(
        external_order_id=row["external_order_id"],
        account_id=row["account_id"],
        venue_order_id=row["venue_order_id"],
        client_order_id=row["client_order_id"],
        symbol=row["symbol"],
        side=row["side"],
        order_type=row["order_type"],
        quantity=row["quantity"],
        filled_quantity=row["filled_quantity"],
        state=row["state"],
        first_seen_at=row["first_seen_at"],
        updated_at=row["updated_at"],
        executed=row["executed_quantity"],
    )


def read_inquiry(row: asyncpg.Record) -> Inquiry:
    return Inquiry(
        cause=row["cause"],
        asked_at=row["asked_at"],
        began_at=row["began_at"],
        evidence=tuple(_read_evidence(one) for one in row["evidence"]),
        misses=tuple(row["misses"]),
        looked_at=row["looked_at"],
    )


def read_money(row: asyncpg.Record) -> VenueMoney | None:
    if row["money_at"] is None:
        return None
    return VenueMoney(row["venue_cash"], row["venue_equity"], row["venue_buying_power"], row["money_at"])


def _read_evidence(document: dict[str, Any]) -> Evidence:
    return Evidence(
        datetime.fromisoformat(document["at"]), document["source"], document["found"], document["detail"]
    )
