"""The door of the keeper: everything that is due in one account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.keeper.acts import Tend
from tradewright.domain.trading.keeper.pairs import tend_pair
from tradewright.domain.trading.keeper.parked import tend_parked
from tradewright.domain.trading.keeper.scene import pairs_of, scene_of
from tradewright.domain.trading.keeper.sharing import rooms_of, shares_of
from tradewright.domain.trading.market import MarketView


def tend(
    account: AccountBook, market: MarketView, now: datetime, *, symbols: Collection[str] | None = None
) -> tuple[Tend, ...]:
    """Return what is due now for what we keep in `account` (of `symbols`, or of all). Pure; an empty answer means that
    everything stands as it should.

    `market` is everything that is known: the account's own venue is looked up in it. Without a fresh quote no stop is moved
    and no target is sent where it must take turns; but a stop still goes to the venue, and everything still shrinks.
    """
    view = market.of(account.venue)
    kept = {order.symbol for order in account.orders.values() if order.is_managed}
    acts: list[Tend] = []
    for symbol in sorted(kept if symbols is None else kept.intersection(symbols)):
        instrument = view.instruments.get(symbol)
        if instrument is None:
            continue  # the venue has not told its rules yet
        scene = scene_of(account, symbol, instrument, view.fresh_quote(symbol, now), now)
        pairs = pairs_of(scene)
        rooms = rooms_of(scene)
        for pair, share in zip(pairs, shares_of(scene, pairs), strict=True):
            acts.extend(tend_pair(pair, share, scene, rooms))
        acts.extend(tend_parked(scene))
    return tuple(acts)
