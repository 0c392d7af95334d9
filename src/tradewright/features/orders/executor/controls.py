"""What governs decisions besides the books: limits, kill switches, the state of accounts, the rules of agents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from tradewright.domain.trading.day import ZoneChange
from tradewright.domain.trading.documents import limits_from_document, policy_from_document
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.risk.switch import PLATFORM_SCOPE, Switch
from tradewright.domain.trading.signal import AgentPolicy, RiskLimits, Signal
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Database, Tx, statements

queries = statements(__package__)


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What a trader may change about an account."""

    status: str
    timezone: str
    config: dict[str, Any]
    key_mark: str | None = None
    """Changes with the key that its venue is opened with."""
    zone_change: ZoneChange | None = None


@dataclass(frozen=True, slots=True)
class Controls:
    """What governs decisions besides the books; `epoch` grows with every change of any of it."""

    epoch: int
    limits: dict[UUID, RiskLimits]
    switches: dict[UUID, Switch]
    accounts: dict[AccountId, AccountTerms]

    def reason_not_to_send(self, order: Order) -> str | None:
        """Return why an order that was committed and never sent must not be sent any more, or None."""
        if order.cancel_requested:
            return "its cancel was asked for before it was sent"
        if order.reduce_only:
            return None
        if not all(switch.allows_entries for switch in self.switches_of(order)):
            return "the kill switch was pressed before it was sent"
        status = self.accounts[order.account_id].status
        return None if status == "active" else f"the account is {status}"

    def switches_of(self, order: Order) -> list[Switch]:
        """Return the kill switches that govern the order's account: the platform's, the user's and its own."""
        scopes = (PLATFORM_SCOPE, order.user_id, order.account_id)
        return [self.switches[scope] for scope in scopes if scope in self.switches]


async def load_controls(db: Database, user_id: UserId) -> Controls:
    """Read afresh what a user may do: limits, kill switches, the state of the accounts."""
    async with db.acting([user_id]) as tx:
        return await read_controls(tx, user_id)


async def read_controls(tx: Tx, user_id: UserId) -> Controls:
    """Read control epoch, limits and kill switches by scope id, and the accounts' terms.

    The epoch is read first: a change in between makes it too old, which the commit notices; never too new.
    """
    epoch = await queries.get_epoch(tx, user_id=user_id) or 0
    limits = {
        row["scope_id"]: limits_from_document(row["document"])
        async for row in queries.list_limits(tx, user_id=user_id)
    }
    switches = {
        row["scope_id"]: Switch(row["level"], row["reason"], row["locked_until"], row["released_at"])
        async for row in queries.list_kill_switches(tx, user_id=user_id)
    }
    accounts = {
        AccountId(row["account_id"]): AccountTerms(
            row["status"], row["timezone"], row["config"], row["key_mark"], zone_change_of(row)
        )
        async for row in queries.list_account_terms(tx, user_id=user_id)
    }
    return Controls(epoch, limits, switches, accounts)


def zone_change_of(row: asyncpg.Record) -> ZoneChange | None:
    """Read since when an account's zone holds."""
    before = row["timezone_before"]
    return None if before is None else ZoneChange(before, row["timezone_from"])


async def load_policy(db: Database, signal: Signal) -> AgentPolicy | None:
    """Read the rules of the agent version that this signal came through."""
    async with db.acting([signal.user_id]) as tx:
        document = await queries.get_policy(
            tx, user_id=signal.user_id, agent_id=signal.agent_id, version_id=signal.agent_version_id
        )
    return None if document is None else policy_from_document(document)
