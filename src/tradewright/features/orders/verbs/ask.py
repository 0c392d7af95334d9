"""Write signals, wake their executor, wait for the decision: what every request about orders comes down to.

The commit is the promise: once it is done nothing can be lost, and waiting is only a courtesy to the caller.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Literal, assert_never
from uuid import UUID, uuid5

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.signal import Intent
from tradewright.features.orders import store
from tradewright.features.orders.errors import (
    IdempotencyKeyReused,
    NothingToClose,
    OrderDenied,
    SignalFailed,
    SignalIgnored,
)
from tradewright.features.orders.rows import SignalKept
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.errors import Fault
from tradewright.kernel.ids import AccountId, SignalId, UserId
from tradewright.platform import audit
from tradewright.platform.bus import subjects
from tradewright.platform.context import ApiKeyActor, Context, SystemActor, TraderActor
from tradewright.platform.db import Tx

_SIGNAL_NAMESPACE = UUID("b1f0c9f4-7f0e-5d38-9a55-0f6c1c5f2c0a")


@dataclass(frozen=True, slots=True)
class Ask:
    """One intent aimed at one account, under the id its signal will have."""

    signal_id: SignalId
    account_id: AccountId
    intent: Intent


Aim = Callable[[Tx], Awaitable[Sequence[Ask]]]
"""Looks at the books and says what to ask for; whatever it raises, nothing is written."""


def signal_id_for(cx: Context, *, idempotency_key: str | None, what: str) -> SignalId:
    """Return a fresh signal id, or the one that this user's key stands for.

    `what` keeps apart the signals that one request makes. A request that is sent again with its key, even after
    a crash between our commit and our answer, finds its own signal instead of making a second.
    """
    if idempotency_key is None:
        return SignalId(cx.new_id())
    return derive_signal_id(cx.user_id, idempotency_key, what=what)


def derive_signal_id(user_id: UserId, idempotency_key: str, *, what: str) -> SignalId:
    return SignalId(uuid5(_SIGNAL_NAMESPACE, f"{user_id}/{what}/{idempotency_key}"))


async def ask(cx: Context, decisions: DecisionWaiter, aim: Aim) -> list[SignalKept]:
    """Write the signals that `aim` asks for, wait a moment for their decisions, and return them as they stand.

    One that is `pending` still is safe and will be decided. They come oldest first. Raises what `aim` raises,
    or IdempotencyKeyReused when a signal exists under one of the ids and asks for something else.
    """
    with ExitStack() as stack:
        async with cx.transaction() as tx:
            asks = await aim(tx)
            signal_ids = [one.signal_id for one in asks]
            # Before the commit: a decision may come faster than the commit's own answer.
            expectation = stack.enter_context(decisions.expecting(signal_ids))
            shards = {shard for one in asks if (shard := await _write(cx, tx, one)) is not None}
        for shard in shards:
            await cx.bus.publish(subjects.wake_shard(shard))
        signals: list[SignalKept] = []

        async def is_decided() -> bool:
            nonlocal signals
            async with cx.transaction() as tx:
                signals = await store.list_signals(tx, cx.user_id, signal_ids)
            return all(kept.state != "pending" for kept in signals)

        if signal_ids:
            await expectation.until(is_decided)
        return signals


async def _write(cx: Context, tx: Tx, one: Ask) -> int | None:
    """Write one signal and return the shard to wake; None when an earlier try of this request wrote it."""
    intent = intent_to_json(one.intent)
    shard = await store.insert_signal(
        tx,
        cx.user_id,
        signal_id=one.signal_id,
        account_id=one.account_id,
        source=_source(cx),
        correlation_id=cx.correlation_id,
        intent=intent,
        now=cx.now,
    )
    if shard is not None:
        await audit.record(
            tx,
            cx,
            action="signal.asked",
            subject=f"signal:{one.signal_id}",
            after={"account_id": str(one.account_id), "intent": intent},
        )
        return shard
    first = await store.find_signal(tx, cx.user_id, one.signal_id)
    if first is None or first.signal.account_id != one.account_id or first.signal.intent != one.intent:
        message = "Use a new key for another request."
        raise IdempotencyKeyReused(
            "This key was used for another request.",
            faults=(Fault("$.headers.Idempotency-Key", "same_request", message),),
            signal_id=str(one.signal_id),
        )
    return None


def raise_unless_done(kept: SignalKept) -> None:
    """Raise what the decision comes to for the caller: OrderDenied, SignalIgnored, SignalFailed or nothing."""
    data = {"signal_id": str(kept.signal.signal_id), "reason_code": kept.reason_code}
    detail = kept.reason or ""
    match kept.state:
        case "pending" | "waiting" | "ordered" | "done":
            return
        case "denied":
            raise OrderDenied(detail or "A risk rule says no.", **data, **_deciding_rule(kept))
        case "ignored" if kept.reason_code == NothingToClose.code:
            raise NothingToClose(detail or "There is no position to close.", **data)
        case "ignored":
            raise SignalIgnored(detail or "There was nothing to do.", **data)
        case "failed":
            raise SignalFailed(detail or "The request could not become an order.", **data)
        case _ as never:
            assert_never(never)


def _deciding_rule(kept: SignalKept) -> dict[str, Any]:
    """Return which rule said no, of which scope, with its limit, the value it met, and the smallest change that would pass.

    A rule that is not one of the trader's limits (the smallest size, a stale price) has no scope, and no change is known.
    """
    decision = kept.decision or {}
    risk = decision.get("risk") or {}
    asked = risk.get("rules", ())
    rule: Mapping[str, Any] = decision.get("denial") or next(
        (one for one in asked if one.get("outcome") == "denied"), {}
    )
    return {
        "rule": rule.get("rule", kept.reason_code),
        "scope": rule.get("scope"),
        "limit": rule.get("limit"),
        "value": rule.get("value"),
        "smallest_change": risk.get("smallest_change"),
    }


def _source(cx: Context) -> Literal["api", "manual"]:
    match cx.actor:
        case TraderActor():
            return "manual"
        case ApiKeyActor() | SystemActor():
            return "api"
        case _ as never:
            assert_never(never)
