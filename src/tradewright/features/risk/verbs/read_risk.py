"""Show the limits that hold, how much of them is used, what is at stake, and every kill switch.

The figures are the executor's, of the books its next decision is made on. While none answers, what the database knows is
shown instead: positions at the platform's own quotes, without orders that may still fill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.risk.usage import usage_document
from tradewright.domain.trading.signal import RiskLimits
from tradewright.features.risk import store
from tradewright.features.risk.store import DayPeak, KillSwitch, LimitsKept, Press
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.bus import subjects
from tradewright.platform.context import Context
from tradewright.platform.db.codecs import decode_json, encode_json

LatestQuote = Callable[[str], Quote | None]
"""The last quote of a symbol, None while the market has said nothing of it."""
ANSWER_WITHIN_S = 1.0
PRESSES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RiskState:
    """Everything the risk page shows. `usage` is the document of `domain.trading.risk.usage`."""

    limits: LimitsKept
    kill_switches: list[KillSwitch]
    usage: Mapping[str, Any]
    peaks: Mapping[AccountId, DayPeak]
    is_live: bool


async def read_risk(cx: Context, latest_quote: LatestQuote) -> RiskState:
    """Return the user's limits, switches and the use of each account that is not closed."""
    now = cx.now
    async with cx.transaction() as tx:
        limits = await store.load_limits(tx, cx.user_id)
        switches = await store.list_kill_switches(tx, cx.user_id)
        books = await store.list_books(tx, cx.user_id)
        peaks = await store.list_day_peaks(tx, cx.user_id, now=now)
        shard = await store.get_shard(tx, cx.user_id)
    told = await _ask_executor(cx, shard)
    if told is not None:
        return RiskState(limits, switches, told, peaks, is_live=True)
    symbols = {symbol for book in books for symbol in book.positions}
    quotes = {symbol: quote for symbol in symbols if (quote := latest_quote(symbol)) is not None}
    limits_by_scope: dict[UUID, RiskLimits] = {cx.user_id: limits.user, **dict(limits.accounts.items())}
    book = UserBook(cx.user_id, {one.account_id: one for one in books}, limits_by_scope)
    usage = usage_document(book, MarketView(instruments={}, quotes=quotes), now)
    return RiskState(limits, switches, usage, peaks, is_live=False)


async def read_presses(cx: Context) -> list[Press]:
    """Return the newest presses of this trader's switches and of the operator's, newest first."""
    async with cx.transaction() as tx:
        return await store.list_presses(tx, cx.user_id, at_most=PRESSES_SHOWN)


def render_usage_request(user_id: UserId) -> bytes:
    """Return what an executor is asked on `tw.risk.<shard>`."""
    return encode_json({"user_id": user_id})


async def _ask_executor(cx: Context, shard: int) -> Mapping[str, Any] | None:
    try:
        answer = await cx.bus.request(
            subjects.risk(shard), render_usage_request(cx.user_id), timeout_s=ANSWER_WITHIN_S
        )
    except Unavailable:
        return None
    told: Mapping[str, Any] = decode_json(answer)
    return told
