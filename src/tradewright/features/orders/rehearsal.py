"""Asking what would become of an order, without sending it: the executor that keeps the books answers on them as they are.

`rehearse` is what the risk check and the alert playground call. The bus carries question and answer; the wire format lives
here, the answering side in `executor/rehearsing.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import msgspec

from tradewright.domain.trading.documents import intent_to_json, policy_to_document
from tradewright.domain.trading.rehearse import Verdict
from tradewright.domain.trading.signal import AgentPolicy, Intent
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.orders.errors import ExecutorAbsent
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AccountId, AgentId
from tradewright.platform.bus import subjects
from tradewright.platform.context import Context
from tradewright.platform.db import statements
from tradewright.platform.db.codecs import encode_json

_sql = statements(__package__, "rehearsal.sql")

Source = Literal["alert", "api", "manual"]
REHEARSAL_TIMEOUT_S = 5.0
"""It takes milliseconds while an executor holds the shard; a person waits this long without wondering."""


class RehearsalAsked(msgspec.Struct):
    """The question as it travels. `intent` and `policy` are their documents."""

    user_id: UUID
    account_id: UUID
    source: Source
    intent: dict[str, Any]
    policy: dict[str, Any] | None = None
    agent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of the intent: the executor's answer.

    `rules` has every rule asked, with scope, limit, value, used percent and outcome; `smallest_change` what would flip a
    denial, or None; `sizing` and `protection` the sums; `orders` the documents of orders as they would be sent, legs
    included; `steps` in words what would happen; `decision` all of it, as a signal's timeline shows it.
    """

    verdict: Verdict
    reason_code: str | None
    reason: str | None
    rules: list[dict[str, Any]]
    smallest_change: dict[str, Any] | None
    sizing: dict[str, Any] | None
    protection: dict[str, Any] | None
    orders: list[dict[str, Any]]
    steps: list[str]
    decision: dict[str, Any]


async def rehearse(
    cx: Context,
    *,
    account_id: AccountId,
    intent: Intent,
    policy: AgentPolicy | None = None,
    agent_id: AgentId | None = None,
    source: Source = "manual",
) -> Rehearsal:
    """Return what would become of `intent` in the account, decided on the live books; nothing is written, nothing is sent.

    `policy` (an agent version's rules) with `agent_id` (whose trades of the day count) rehearses an alert. Raises
    AccountNotFound, and ExecutorAbsent when nobody answers for the account's books within `REHEARSAL_TIMEOUT_S`.
    """
    async with cx.transaction() as tx:
        aim = await _sql.find_account_and_shard(tx, user_id=cx.user_id, account_id=account_id)
    if aim is None:
        raise AccountNotFound(f"You have no account {account_id}.", account_id=str(account_id))
    asked = RehearsalAsked(
        user_id=cx.user_id,
        account_id=account_id,
        source=source,
        intent=intent_to_json(intent),
        policy=None if policy is None else policy_to_document(policy),
        agent_id=agent_id,
    )
    try:
        answer = await cx.bus.request(
            subjects.rehearse(aim["shard_id"]), encode_json(asked), timeout_s=REHEARSAL_TIMEOUT_S
        )
    except Unavailable as cause:
        raise ExecutorAbsent("No executor answers for your accounts right now; nothing was sent.") from cause
    return msgspec.json.decode(answer, type=Rehearsal)
