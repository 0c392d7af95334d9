"""What would become of an alert in each account it is aimed at, told side by side. Nothing is written, nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tradewright.domain.trading.signal import AgentPolicy, Intent
from tradewright.features.agents.documents import Document
from tradewright.features.orders import Rehearsal, rehearse
from tradewright.kernel.errors import NotFound, Unavailable
from tradewright.kernel.ids import AccountId, AgentId
from tradewright.platform.context import Context

AT_ONCE = 4
"""Accounts asked about at a time: each takes a connection for a moment."""


async def rehearse_in(
    cx: Context,
    account_ids: Sequence[AccountId],
    intent: Intent,
    *,
    policy: AgentPolicy | None,
    agent_id: AgentId | None,
) -> list[Document]:
    """Return what would become of `intent` in each account, in their order. An account that nobody answers for says so."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(account_id: AccountId) -> Document:
        async with turns:
            try:
                rehearsal = await rehearse(
                    cx, account_id=account_id, intent=intent, policy=policy, agent_id=agent_id, source="alert"
                )
            except (NotFound, Unavailable) as refusal:
                return _absent(account_id, refusal.code, refusal.detail)
        return rehearsal_document(account_id, rehearsal)

    return list(await asyncio.gather(*map(one, account_ids)))


def rehearsal_document(account_id: AccountId, rehearsal: Rehearsal) -> Document:
    return {
        "account_id": str(account_id),
        "verdict": rehearsal.verdict,
        "reason_code": rehearsal.reason_code,
        "reason": rehearsal.reason,
        "rules": rehearsal.rules,
        "smallest_change": rehearsal.smallest_change,
        "sizing": rehearsal.sizing,
        "protection": rehearsal.protection,
        "orders": rehearsal.orders,
        "steps": rehearsal.steps,
        "decision": rehearsal.decision,
    }


def _absent(account_id: AccountId, code: str, reason: str) -> Document:
    nothing: Mapping[str, Any] = {"rules": [], "orders": [], "steps": []}
    return {
        "account_id": str(account_id),
        "verdict": "unavailable",
        "reason_code": code,
        "reason": reason,
        "smallest_change": None,
        "sizing": None,
        "protection": None,
        "decision": {},
        **nothing,
    }
