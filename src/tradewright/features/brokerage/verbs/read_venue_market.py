"""A linked account's market: bars and quotes of its own venue, asked of the executor that holds the connection."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final
from uuid import UUID

import msgspec

from tradewright.domain.trading.market import Bar, Quote
from tradewright.features.brokerage import store
from tradewright.features.brokerage.account import Account
from tradewright.features.brokerage.errors import AccountNotFound, InstrumentNotFound, VenueSilent
from tradewright.features.brokerage.venue_market import MarketAsked, MarketTold
from tradewright.kernel.errors import Unavailable
from tradewright.platform.bus import subjects
from tradewright.platform.context import Context
from tradewright.platform.db import Tx, statements
from tradewright.platform.db.codecs import encode_json

_sql = statements("tradewright.features.brokerage", "venue_market.sql")

ASK_TIMEOUT_S: Final = 8.0
"""The executor gives its books three seconds to be read and the venue four to answer."""
ALIKE_READ_MAX: Final = 500
SUGGESTIONS_MAX: Final = 3


async def list_venue_bars(
    cx: Context, account_id: UUID, *, symbol: str, timeframe: str, at_most: int
) -> list[Bar] | None:
    """Return the newest bars of the account's venue, oldest first, the last one perhaps still forming; None on paper.

    Raises AccountNotFound, InstrumentNotFound with `suggestions`, and VenueSilent.
    """
    async with cx.transaction() as tx:
        account = await _get_account(cx, tx, account_id)
        if account.broker == "paper":
            return None
        await _refuse_unlisted(tx, account.venue, symbol)
        shard = await _sql.find_shard(tx, user_id=cx.user_id)
    asked = MarketAsked(cx.user_id, account_id, "bars", [symbol], timeframe, at_most)
    return (await _ask(cx, account, shard, asked)).bars


async def list_venue_quotes(cx: Context, account_id: UUID, symbols: list[str]) -> list[Quote] | None:
    """Return the quotes of the moment at the account's venue; None on paper. What it does not list, or nobody quotes, is
    left out.

    Raises AccountNotFound and VenueSilent.
    """
    async with cx.transaction() as tx:
        account = await _get_account(cx, tx, account_id)
        if account.broker == "paper":
            return None
        # PostgreSQL holds no NUL, and no symbol has one.
        askable = [one for one in symbols if one.isprintable()]
        rows = _sql.list_listed(tx, venue=account.venue, symbols=askable)
        listed = [row["symbol"] async for row in rows]
        shard = await _sql.find_shard(tx, user_id=cx.user_id)
    if not listed:
        return []
    return (await _ask(cx, account, shard, MarketAsked(cx.user_id, account_id, "quotes", listed))).quotes


async def _get_account(cx: Context, tx: Tx, account_id: UUID) -> Account:
    account = await store.find_account(tx, cx.user_id, account_id)
    if account is None:
        raise AccountNotFound("There is no such broker account.")
    return account


async def _refuse_unlisted(tx: Tx, venue: str, symbol: str) -> None:
    """Raise InstrumentNotFound for what the venue does not list; let pass while we have not read its list."""
    listing = await _sql.find_listing(tx, venue=venue, symbol=symbol)
    if listing["is_listed"] or not listing["is_known"]:
        return
    alike = [
        row["symbol"] async for row in _sql.list_alike(tx, venue=venue, symbol=symbol, at_most=ALIKE_READ_MAX)
    ]
    suggestions = get_close_matches(symbol.upper(), alike, n=SUGGESTIONS_MAX, cutoff=0.4)
    hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
    raise InstrumentNotFound(
        f"The account's venue lists no {symbol}.{hint}", symbol=symbol, suggestions=suggestions
    )


async def _ask(cx: Context, account: Account, shard: int, asked: MarketAsked) -> MarketTold:
    if account.status != "active":
        raise VenueSilent(
            f"The account is {account.status}, so its venue is not asked. Connect it again first."
        )
    try:
        answer = await cx.bus.request(subjects.market(shard), encode_json(asked), timeout_s=ASK_TIMEOUT_S)
    except Unavailable as cause:
        raise VenueSilent(
            "Nobody holds the account's connection right now. Try again in a few seconds."
        ) from cause
    told = msgspec.json.decode(answer, type=MarketTold)
    if told.silent is not None:
        again = "in a few seconds" if told.retry_after_s is None else f"in {told.retry_after_s:.0f} s"
        raise VenueSilent(
            f"The venue told no prices: {told.silent}. Try again {again}; the account's connection says more.",
            retry_after_s=told.retry_after_s,
        )
    return told
