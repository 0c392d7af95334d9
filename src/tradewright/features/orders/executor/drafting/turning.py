"""The whole pure step of a turn for one user, in its one order."""

from __future__ import annotations

from collections.abc import Container, Sequence

from tradewright.domain.trading.signal import Signal
from tradewright.features.orders.executor.drafting.deciding import PoliciesBySignal, decide_all
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.following import repeat_exits
from tradewright.features.orders.executor.drafting.hearing import hear
from tradewright.features.orders.executor.drafting.moving import release_successors
from tradewright.features.orders.executor.drafting.stepping import note_who_is_ready
from tradewright.features.orders.executor.drafting.tending import tend_legs
from tradewright.features.orders.executor.drafting.timing import keep_time
from tradewright.features.orders.executor.drafting.writing import finish
from tradewright.features.orders.executor.inbox import Item
from tradewright.kernel.ids import SignalId


def fill_in(
    draft: Draft,
    items: Sequence[Item],
    signals: Sequence[Signal],
    policies: PoliciesBySignal,
    *,
    not_yet: Container[SignalId] = (),
) -> None:
    """Take in what venues said, do what is due by the clock, decide, and write down what follows.

    Venues come first: a signal is decided on what is known at its moment. Signals in `not_yet` stay as they are. The draft
    is complete afterwards.
    """
    for item in items:
        hear(draft, item)
    release_successors(draft)
    keep_time(draft)
    decide_all(draft, signals, policies, not_yet=not_yet)
    repeat_exits(draft)
    tend_legs(draft)
    note_who_is_ready(draft, not_yet=not_yet)
    finish(draft)
