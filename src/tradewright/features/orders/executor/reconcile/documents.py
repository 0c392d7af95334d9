"""Discrepancies and external orders as the API and the events show them."""

from __future__ import annotations

from typing import Any

from tradewright.domain.trading.reconcile import Discrepancy, ExternalOrder
from tradewright.features.orders.documents import iso
from tradewright.kernel.money import plain


def discrepancy_document(found: Discrepancy) -> dict[str, Any]:
    return {
        "discrepancy_id": str(found.discrepancy_id),
        "account_id": str(found.account_id),
        "symbol": found.symbol,
        "kind": found.kind,
        "order_id": None if found.order_id is None else str(found.order_id),
        "ours": found.ours,
        "venue": found.venue,
        "state": found.state,
        "proposal": found.proposal,
        "explanation": found.explanation,
        "evidence": list(found.evidence),
        "found_at": iso(found.found_at),
        "resolved_at": None if found.resolved_at is None else iso(found.resolved_at),
        "resolved_by": found.resolved_by,
    }


def external_document(external: ExternalOrder) -> dict[str, Any]:
    return {
        "external_order_id": str(external.external_order_id),
        "account_id": str(external.account_id),
        "venue_order_id": external.venue_order_id,
        "client_order_id": external.client_order_id,
        "symbol": external.symbol,
        "side": external.side,
        "order_type": external.order_type,
        "quantity": plain(external.quantity),
        "filled_quantity": plain(external.filled_quantity),
        "state": external.state,
        "first_seen_at": iso(external.first_seen_at),
        "updated_at": iso(external.updated_at),
    }
