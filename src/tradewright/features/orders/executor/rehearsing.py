"""Answering what would become of an order, and how much of the limits is used, on the very books that the next decision will
be made on.

Every executor hears every question; the one that holds the user's shard, or comes to hold it in a moment, answers. Nothing
is written and nothing is sent, so an answer needs no turn of its own: between two awaits the books are whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import msgspec

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.documents import intent_from_json, policy_from_document
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.rehearse import Rehearsed, rehearse
from tradewright.domain.trading.risk.usage import usage_document
from tradewright.domain.trading.signal import AgentPolicy, Signal
from tradewright.features.orders import documents
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.controls import load_controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.rehearsal import Rehearsal, RehearsalAsked
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, AgentId, CorrelationId, SignalId, UserId, new_uuid7
from tradewright.platform.bus import Bus, Subscription, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json

LOAD_WITHIN_S = 3.0
"""Books that nobody needed yet are read first, which takes a while right after a start."""
USAGE_LOAD_WITHIN_S = 0.9
"""Whoever asks how limits stand gives up after one second: the page shows the limits without it, and asks again."""
PRICES_WITHIN_S = 0.9
LOOK_EVERY_S = 0.05
OPENING = frozenset({"buy", "sell", "add", "target", "reverse"})

_decoder = msgspec.json.Decoder(RehearsalAsked)


class _UsageAsked(msgspec.Struct):
    user_id: UUID


_usage_decoder = msgspec.json.Decoder(_UsageAsked)


class Rehearsing:
    """Serves rehearsals for the users whose shards this executor holds."""

    def __init__(
        self, *, db: Database, clock: Clock, books: Books, opening: Opening, market: Callable[[], MarketView],
        holds: Callable[[int], bool], must_wait: Callable[[UserDesk, Signal, AgentPolicy | None], bool],
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._books = books
        self._opening = opening
        self._market = market
        self._holds = holds
        self._must_wait = must_wait

    async def start(self, bus: Bus) -> list[Subscription]:
        """Answer from now on, until the subscriptions are closed."""
        return [
            await bus.serve(subjects.ALL_REHEARSALS, self._answer, side_by_side=True),
            await bus.serve(subjects.ALL_RISK, self._answer_usage, side_by_side=True),
        ]

    async def _answer_usage(self, data: bytes) -> bytes | None:
        user_id = UserId(_usage_decoder.decode(data).user_id)
        desk = await self._desk_of(user_id, None, within_s=USAGE_LOAD_WITHIN_S)
        if desk is None:
            return None
        book = await self._governed(desk)
        return encode_json(usage_document(book, self._market(), self._clock.now()))

    async def _answer(self, data: bytes) -> bytes | None:
        asked = _decoder.decode(data)
        user_id = UserId(asked.user_id)
        desk = await self._desk_of(user_id, AccountId(asked.account_id), within_s=LOAD_WITHIN_S)
        if desk is None:
            return None
        signal = self._signal(desk, asked)
        policy = None if asked.policy is None else policy_from_document(asked.policy)
        await self._wait_for_prices(desk, signal, policy)
        book = await self._governed(desk)
        rehearsed = rehearse(book, signal, policy, self._market(), self._clock.now())
        return encode_json(render(rehearsed, signal, status=desk.accounts[signal.account_id].status))

    async def _desk_of(
        self, user_id: UserId, account_id: AccountId | None, *, within_s: float
    ) -> UserDesk | None:
        """Return the user's desk once it is here and settled, or None when that takes too long: also where the user is
        another executor's, who answers. Right after a start, and when users change hands, they may be ours in a moment.
        """
        deadline = asyncio.get_running_loop().time() + within_s
        while asyncio.get_running_loop().time() < deadline:
            desk = self._books.desks.get(user_id)
            if not self._holds(self._books.shard_of(user_id)):
                pass
            elif desk is None:
                self._opening.load_soon(user_id)
            elif account_id is not None and self._opening.may_be_outdated(desk, account_id):
                self._opening.forget([user_id])
            elif desk.is_settled:
                return desk if account_id is None or account_id in desk.book.accounts else None
            await asyncio.sleep(LOOK_EVERY_S)
        return None

    async def _governed(self, desk: UserDesk) -> UserBook:
        """Return the books under the limits and switches of this moment. The desk itself learns of a change when it next
        commits; it is left alone here, because a turn may be under way on it.
        """
        controls = await load_controls(self._db, desk.user_id)
        return replace(desk.book, limits=controls.limits, switches=controls.switches)

    async def _wait_for_prices(self, desk: UserDesk, signal: Signal, policy: AgentPolicy | None) -> None:
        """Return once the prices that this is decided by have been asked for and told, or after a while without them."""
        deadline = asyncio.get_running_loop().time() + PRICES_WITHIN_S
        while asyncio.get_running_loop().time() < deadline:
            if not self._must_wait(desk, signal, policy):
                return
            await asyncio.sleep(LOOK_EVERY_S)

    def _signal(self, desk: UserDesk, asked: RehearsalAsked) -> Signal:
        return Signal(
            signal_id=SignalId(new_uuid7()),
            user_id=desk.user_id,
            account_id=AccountId(asked.account_id),
            sequence=0,
            source=asked.source,
            intent=intent_from_json(asked.intent),
            correlation_id=CorrelationId(new_uuid7()),
            received_at=self._clock.now(),
            agent_id=None if asked.agent_id is None else AgentId(asked.agent_id),
        )


def render(rehearsed: Rehearsed, signal: Signal, *, status: str = "active") -> Rehearsal:
    """Return the answer as it travels; `status` is the account's, and anything but active lets nothing be opened."""
    decision = rehearsed.decision
    risk = decision.get("risk", {})
    verdict, code, reason = rehearsed.verdict, rehearsed.reason_code, rehearsed.reason
    if status != "active" and signal.intent.action in OPENING:
        verdict, code = "denied", "account_not_active"
        reason = f"The broker account is {status}; no orders are sent."
    return Rehearsal(
        verdict=verdict,
        reason_code=code,
        reason=reason,
        rules=risk.get("rules", []),
        smallest_change=risk.get("smallest_change"),
        sizing=decision.get("sizing"),
        protection=decision.get("protection"),
        orders=[
            documents.order_document(order, submitted_at=None, updated_at=signal.received_at)
            for order in rehearsed.orders
        ],
        steps=list(rehearsed.steps),
        decision=decision,
    )
