"""Asking risk about a planned entry: gathering each scope's facts from the books."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.book import NO_LIMITS, AccountBook
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.risk import Approved, Denied, Proposal, ScopeFacts, decide
from tradewright.kernel.money import ZERO


def ask_risk(turn: Turn, symbol: str, *, notional: Decimal | None, is_reducing: bool) -> Approved | Denied:
    """Return what risk says of an order whose opening part is worth `notional`; the trace joins the
    decision.
    """
    verdict = decide(
        Proposal(symbol, notional, is_reducing),
        () if is_reducing else scope_facts(turn, symbol),
        currency=turn.account.currency,
        reset_words=turn.account.today(turn.now).reset_words,
    )
    turn.decision["risk"] = verdict.trace
    return verdict


def scope_facts(turn: Turn, symbol: str) -> tuple[ScopeFacts, ...]:
    """Return the facts of user, account and, for an agent's signal, agent: in that order."""
    book, account = turn.book, turn.account
    loss, positions = _loss(turn, account), _positions_other(account, symbol)
    trades = _trades(turn, account)
    accounts = tuple(book.accounts.values())
    losses = [loss if other is account else _loss(turn, other) for other in accounts]
    user = ScopeFacts(
        scope="user",
        limits=book.limits.get(book.user_id, NO_LIMITS),
        pause_reason=book.pauses.get(book.user_id),
        loss_today=None if None in losses else sum((known for known in losses if known is not None), ZERO),
        trades_today=sum(_trades(turn, other) for other in accounts),
        positions_other=sum(
            positions if other is account else len(other.exposed_symbols()) for other in accounts
        ),
    )
    of_account = ScopeFacts(
        scope="account",
        limits=book.limits.get(account.account_id, NO_LIMITS),
        pause_reason=book.pauses.get(account.account_id),
        loss_today=loss,
        trades_today=trades,
        positions_other=positions,
    )
    if turn.policy is None:
        return user, of_account
    day, agent_id = account.day_of(turn.now), turn.signal.agent_id
    agent_trades = day.agent_trades.get(agent_id, 0) if day is not None and agent_id is not None else 0
    return user, of_account, ScopeFacts("agent", turn.policy.limits, None, loss, agent_trades, positions)


def _loss(turn: Turn, account: AccountBook) -> Decimal | None:
    return account.loss_today(turn.markets, turn.now)


def _trades(turn: Turn, account: AccountBook) -> int:
    day = account.day_of(turn.now)
    return 0 if day is None else day.trades


def _positions_other(account: AccountBook, symbol: str) -> int:
    return len(account.exposed_symbols() - {symbol})
