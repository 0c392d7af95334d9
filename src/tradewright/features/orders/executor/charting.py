"""Bars and quotes of linked accounts' venues, for whoever looks at them: answered on the connection that trades.

Looking costs the venue little: an answer serves everybody for two seconds, a failure too, and bars are asked for at the
lowest priority. Symbols whose minutes were asked for are followed live until nobody has asked for two minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from tradewright.domain.trading.market import Bar, Quote
from tradewright.domain.trading.ports.broker import Broker, BrokerUnavailable
from tradewright.domain.trading.ports.venue_bars import BarHeard, TellsBars
from tradewright.features.brokerage import MarketAsked, MarketTold
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.venues import Venues
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus, Subscription, subjects
from tradewright.platform.db.codecs import encode_json

log = telemetry.logger(__name__)

OPEN_WITHIN_S: Final = 3.0
LOOK_EVERY_S: Final = 0.05
ANSWER_WITHIN_S: Final = 4.0
FRESH_S: Final = 2.0
"""Ten tabs that ask at once cost one call."""
FOLLOWED_S: Final = 120.0
"""Charts ask again every minute while they are open."""
FOLLOWED_MAX: Final = 5
"""Symbols of one account: Alpaca's free plan tells the trades of thirty, and those that are traded come first."""
FORMING_EVERY_S: Final = 1.0
MINUTE: Final = "1m"

_decoder = msgspec.json.Decoder(MarketAsked)
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Kept:
    """One answer of a venue, perhaps still on its way."""

    task: asyncio.Task[Any]
    at_most: int
    until: float


@dataclass(slots=True)
class _Followed:
    """What is watched for one account: when each symbol was last asked for, and on which connection it is watched."""

    user_id: UserId
    broker: Broker
    asked_at: dict[str, float] = field(default_factory=dict)
    told_at: dict[str, float] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()


class Charting:
    """Serves what is asked of venues' prices for the users whose shards this executor holds."""

    def __init__(
        self, *, bus: Bus, books: Books, opening: Opening, venues: Venues, background: Background,
        holds: Callable[[int], bool],
    ) -> None:  # fmt: skip
        self._bus = bus
        self._books = books
        self._opening = opening
        self._venues = venues
        self._background = background
        self._holds = holds
        self._kept: dict[tuple[AccountId, str, str], _Kept] = {}
        self._followed: dict[AccountId, _Followed] = {}
        self._following = asyncio.Lock()
        """One change of watches at a time: two at once could leave a connection with the older one's symbols."""

    async def start(self) -> Subscription:
        """Answer from now on, until the subscription is closed."""
        return await self._bus.serve(subjects.ALL_MARKETS, self.answer, side_by_side=True)

    async def tidy(self) -> None:
        """Stop following what nobody asks for any more, follow again on connections that are new, forget old answers."""
        now = _now()
        self._kept = {
            key: kept for key, kept in self._kept.items() if kept.until > now or not kept.task.done()
        }
        for account_id, followed in list(self._followed.items()):
            if not self._venues.is_open(account_id):
                del self._followed[account_id]  # the account has left, and its connection with it
                continue
            followed.asked_at = {s: at for s, at in followed.asked_at.items() if now - at < FOLLOWED_S}
            await self._watch(account_id)

    async def answer(self, data: bytes) -> bytes | None:
        """Return the answer to a question from the bus; None for a trader of another executor."""
        asked = _decoder.decode(data)
        user_id, account_id = UserId(asked.user_id), AccountId(asked.account_id)
        if not self._holds(self._books.shard_of(user_id)):
            return None
        broker = await self._broker_of(user_id, account_id)
        if broker is None:
            return encode_json(MarketTold(silent="there is no connection to it yet"))
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                told = await self._ask(user_id, account_id, broker, asked)
        except TimeoutError:
            told = MarketTold(silent=f"no answer within {ANSWER_WITHIN_S:.0f} s")
        except BrokerUnavailable as error:
            told = MarketTold(silent=error.message, retry_after_s=error.retry_after_s)
        return encode_json(told)

    async def _ask(
        self, user_id: UserId, account_id: AccountId, broker: Broker, asked: MarketAsked
    ) -> MarketTold:
        if asked.what == "quotes":
            found = await asyncio.gather(*(self._quote(account_id, broker, one) for one in asked.symbols))
            return MarketTold(quotes=[quote for quote in found if quote is not None])
        if not isinstance(broker, TellsBars):
            return MarketTold(silent="it gives no bars")
        symbol = asked.symbols[0]
        bars = await self._bars(account_id, broker, asked)
        if asked.timeframe == MINUTE and bars:
            self._follow(user_id, account_id, broker, symbol)
        return MarketTold(bars=bars[-asked.at_most :])

    async def _bars(self, account_id: AccountId, broker: TellsBars, asked: MarketAsked) -> list[Bar]:
        symbol, wanted = asked.symbols[0], asked.at_most
        work = partial(broker.bars, symbol, asked.timeframe, at_most=wanted)
        return list(await self._once((account_id, asked.timeframe, symbol), work, at_most=wanted))

    async def _quote(self, account_id: AccountId, broker: Broker, symbol: str) -> Quote | None:
        return await self._once((account_id, "quote", symbol), partial(broker.quote, symbol))

    async def _once(
        self,
        key: tuple[AccountId, str, str],
        work: Callable[[], Coroutine[Any, Any, Answer]],
        *,
        at_most: int = 1,
    ) -> Answer:
        """Return the answer that is fresh or on its way, and ask only where there is none, or one of too little."""
        kept = self._kept.get(key)
        if kept is None or kept.at_most < at_most or (kept.task.done() and kept.until <= _now()):
            task = asyncio.create_task(work(), name="executor-chart")
            kept = self._kept[key] = _Kept(task, at_most, _now() + FRESH_S)
            task.add_done_callback(lambda _: self._came(key, kept))
        # Whoever gives up leaves the question to those who wait for it too.
        answer: Answer = await asyncio.shield(kept.task)
        return answer

    def _came(self, key: tuple[AccountId, str, str], kept: _Kept) -> None:
        kept.until = _now() + FRESH_S
        if kept.task.cancelled():
            self._kept.pop(key, None)
        else:
            kept.task.exception()  # looked at here, because everybody who asked may have given up

    async def _broker_of(self, user_id: UserId, account_id: AccountId) -> Broker | None:
        """Return the account's connection once its owner's books are here, or None when that takes too long."""
        deadline = _now() + OPEN_WITHIN_S
        while True:
            desk = self._books.desks.get(user_id)
            if desk is None:
                self._opening.load_soon(user_id)
            elif self._opening.may_be_outdated(desk, account_id):
                self._opening.forget([user_id])
            elif account_id in desk.accounts and self._venues.is_open(account_id):
                return self._venues.get(account_id)
            if _now() >= deadline:
                return None
            await asyncio.sleep(LOOK_EVERY_S)

    def _follow(self, user_id: UserId, account_id: AccountId, broker: Broker, symbol: str) -> None:
        followed = self._followed.get(account_id)
        if followed is None:
            followed = self._followed[account_id] = _Followed(user_id, broker)
        followed.asked_at.pop(symbol, None)
        followed.asked_at[symbol] = _now()
        while len(followed.asked_at) > FOLLOWED_MAX:
            del followed.asked_at[next(iter(followed.asked_at))]
        if followed.watched != followed.asked_at.keys() or followed.broker is not broker:
            self._background.start(self._watch(account_id), "executor-bars")

    async def _watch(self, account_id: AccountId) -> None:
        """Bring what the venue tells in step with what is asked for."""
        async with self._following:
            followed = self._followed.get(account_id)
            if followed is None or not self._venues.is_open(account_id):
                return
            broker, wanted = self._venues.get(account_id), frozenset(followed.asked_at)
            if followed.broker is not broker:
                followed.broker, followed.watched = broker, frozenset()
            if isinstance(broker, TellsBars) and wanted != followed.watched:
                try:
                    await broker.watch_bars(wanted, partial(self._hear, account_id))
                except BrokerUnavailable as error:
                    # Policy: the chart lives by asking meanwhile, and the next round asks for the watch again.
                    log.warning("executor.bars_unwatched", account_id=str(account_id), code=error.code)
                    return
                followed.watched = wanted
            if not followed.asked_at:
                self._followed.pop(account_id, None)

    def _hear(self, account_id: AccountId, heard: BarHeard) -> None:
        """Pass a bar on to its trader: each that has closed, of those that form one a second."""
        followed = self._followed.get(account_id)
        if followed is None:
            return
        symbol, now = heard.bar.symbol, _now()
        if not heard.is_closed and now - followed.told_at.get(symbol, -FORMING_EVERY_S) < FORMING_EVERY_S:
            return
        followed.told_at[symbol] = now
        message = {
            "type": "bar",
            "account_id": str(account_id),
            "is_closed": heard.is_closed,
            "bar": heard.bar,
        }
        told = self._bus.publish(subjects.live(followed.user_id), encode_json(message))
        self._background.start(told, "executor-bar")


def _now() -> float:
    return asyncio.get_running_loop().time()
