"""What reconciliation writes in a turn's commit, as values, and the writing of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tradewright.domain.trading.book import VenueMoney
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.ports.movements import Movement
from tradewright.domain.trading.reconcile import Discrepancy, Evidence, ExternalOrder, Inquiry, Transfer
from tradewright.kernel.ids import AccountId, OrderId, UserId
from tradewright.platform.db import Tx, statements

queries = statements(__package__)


@dataclass(frozen=True, slots=True)
class InquiryRow:
    account_id: AccountId
    inquiry: Inquiry
    ended_at: datetime | None = None
    verdict: str | None = None


@dataclass(slots=True)
class RealityRows:
    """Rows by id: a later form of one replaces the earlier."""

    discrepancies: dict[UUID, tuple[UserId, Discrepancy]] = field(default_factory=dict)
    externals: dict[UUID, tuple[UserId, ExternalOrder]] = field(default_factory=dict)
    inquiries: dict[OrderId, tuple[UserId, InquiryRow]] = field(default_factory=dict)
    transfers: dict[UUID, tuple[UserId, Transfer]] = field(default_factory=dict)
    money: dict[AccountId, tuple[UserId, VenueMoney, Decimal | None]] = field(default_factory=dict)
    fee_rates: dict[AccountId, tuple[UserId, FeeRates]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        rows = (
            self.discrepancies,
            self.externals,
            self.inquiries,
            self.transfers,
            self.money,
            self.fee_rates,
        )
        return not any(rows)


def evidence_document(evidence: Evidence) -> dict[str, Any]:
    """Return the evidence as `app.inquiry` keeps it and the API shows it."""
    return {
        "at": evidence.at.isoformat(),
        "source": evidence.source,
        "found": evidence.found,
        "detail": evidence.detail,
    }


async def write(tx: Tx, rows: RealityRows, *, now: datetime) -> None:
    """Write everything in the turn's transaction."""
    # What is open no more comes first: a symbol has at most one open discrepancy of a kind.
    ordered = sorted(rows.discrepancies.values(), key=lambda one: one[1].state == "open")
    for user_id, found in ordered:
        await queries.save_discrepancy(tx, **_discrepancy(user_id, found, now))
    for user_id, external in rows.externals.values():
        await queries.save_external(tx, **_external(user_id, external))
    for order_id, (user_id, row) in rows.inquiries.items():
        await queries.save_inquiry(tx, **_inquiry(user_id, order_id, row))
    for user_id, transfer in rows.transfers.values():
        await queries.insert_transfer(
            tx,
            user_id=user_id,
            transfer_id=transfer.transfer_id,
            account_id=transfer.account_id,
            amount=transfer.amount,
            found_at=transfer.found_at,
            **_movement(transfer.movement),
        )
    for account_id, (user_id, money, offset) in rows.money.items():
        await queries.save_money(
            tx,
            user_id=user_id,
            account_id=account_id,
            cash=money.cash,
            equity=money.equity,
            buying_power=money.buying_power,
            money_at=money.at,
            cash_offset=offset,
        )
    for account_id, (user_id, rates) in rows.fee_rates.items():
        await queries.save_fee_rates(tx, user_id=user_id, account_id=account_id, fee_rates=rates.document())


def _movement(told: Movement | None) -> dict[str, Any]:
    return {
        "kind": "transfer" if told is None else told.kind,
        "symbol": None if told is None else told.symbol,
        "words": None if told is None else told.words,
        "venue_activity_id": None if told is None else told.venue_id,
        "occurred_at": None if told is None else told.occurred_at,
    }


def _discrepancy(user_id: UserId, found: Discrepancy, now: datetime) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "discrepancy_id": found.discrepancy_id,
        "account_id": found.account_id,
        "symbol": found.symbol,
        "kind": found.kind,
        "state": found.state,
        "order_id": found.order_id,
        "ours": found.ours,
        "venue": found.venue,
        "proposal": found.proposal,
        "explanation": found.explanation,
        "evidence": list(found.evidence),
        "found_at": found.found_at,
        "updated_at": now,
        "resolved_at": found.resolved_at,
        "resolved_by": found.resolved_by,
    }


def _external(user_id: UserId, external: ExternalOrder) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "external_order_id": external.external_order_id,
        "account_id": external.account_id,
        "venue_order_id": external.venue_order_id,
        "client_order_id": external.client_order_id,
        "symbol": external.symbol,
        "side": external.side,
        "order_type": external.order_type,
        "quantity": external.quantity,
        "filled_quantity": external.filled_quantity,
        "executed_quantity": external.executed,
        "state": external.state,
        "first_seen_at": external.first_seen_at,
        "updated_at": external.updated_at,
    }


def _inquiry(user_id: UserId, order_id: OrderId, row: InquiryRow) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "order_id": order_id,
        "account_id": row.account_id,
        "cause": row.inquiry.cause,
        "asked_at": row.inquiry.asked_at,
        "began_at": row.inquiry.began_at,
        "looked_at": row.inquiry.looked_at,
        "misses": list(row.inquiry.misses),
        "evidence": [evidence_document(one) for one in row.inquiry.evidence],
        "ended_at": row.ended_at,
        "verdict": row.verdict,
    }
