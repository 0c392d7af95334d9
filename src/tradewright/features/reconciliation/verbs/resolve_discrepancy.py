"""Answer a discrepancy. The answer is a signal: the one writer of the books carries it out on what stands at that moment."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.trading.signal import Intent, Remedy
from tradewright.features.orders import Ask, DecisionWaiter, ask, raise_unless_done, signal_id_for
from tradewright.features.reconciliation import store
from tradewright.features.reconciliation.errors import (
    DiscrepancyNotFound,
    DiscrepancyNotOpen,
    RemedyImpossible,
)
from tradewright.kernel.ids import SignalId
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def resolve_discrepancy(
    cx: Context,
    decisions: DecisionWaiter,
    discrepancy_id: UUID,
    *,
    remedy: Remedy,
    idempotency_key: str | None,
) -> SignalId:
    """Ask for `remedy` and return the signal that carries it out, which may be pending still.

    Raises DiscrepancyNotFound, DiscrepancyNotOpen, RemedyImpossible, SignalFailed.
    """
    signal_id = signal_id_for(cx, idempotency_key=idempotency_key, what=f"resolve/{discrepancy_id}")

    async def aim(tx: Tx) -> list[Ask]:
        found = await store.find_discrepancy(tx, cx.user_id, discrepancy_id)
        if found is None:
            raise DiscrepancyNotFound(
                f"You have no discrepancy {discrepancy_id}.", discrepancy_id=str(discrepancy_id)
            )
        if found.state != "open" and idempotency_key is None:
            raise _not_open(discrepancy_id, found.state)
        intent = Intent("resolve", found.symbol, discrepancy_id=discrepancy_id, remedy=remedy)
        return [Ask(signal_id, found.account_id, intent)]

    [signal] = await ask(cx, decisions, aim)
    if signal.state == "denied" and signal.reason_code == DiscrepancyNotOpen.code:
        raise _not_open(discrepancy_id, None)
    if signal.state == "denied" and signal.reason_code == RemedyImpossible.code:
        raise RemedyImpossible(
            signal.reason or "This answer cannot be carried out.",
            discrepancy_id=str(discrepancy_id),
            remedy=remedy,
        )
    raise_unless_done(signal)
    return signal_id


def _not_open(discrepancy_id: UUID, state: str | None) -> DiscrepancyNotOpen:
    words = "This discrepancy is settled already."
    return DiscrepancyNotOpen(words, discrepancy_id=str(discrepancy_id), state=state)
