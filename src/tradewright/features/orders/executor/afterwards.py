"""What follows once a turn's commit stands: books are taken over, venues hear of it, and whoever waits for it is told."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import timedelta
from typing import Final

from tradewright.features.orders.executor.agenda import Agenda
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.connecting import Connecting
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.telling import tell
from tradewright.features.orders.executor.venues import Venues
from tradewright.features.orders.executor.watching import Watching
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db.codecs import encode_json

LOOKS_APART: Final = timedelta(seconds=0.25)
"""What is still due after a look (a price is on its way, a venue refused) is looked at again no sooner than this."""


class Afterwards:
    """Carries out what turns leave to do. Nothing here decides; everything that comes of it arrives through the inbox."""

    def __init__(
        self, *, bus: Bus, reconciler: Reconciler, venues: Venues, watching: Watching, connecting: Connecting,
        agenda: Agenda, inbox: Inbox,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._reconciler = reconciler
        self._venues = venues
        self._watching = watching
        self._connecting = connecting
        self._agenda = agenda
        self._inbox = inbox

    async def carry_out(
        self, batch: Batch, drafts: Iterable[Draft], effects: Effects, *, due: Container[UserId]
    ) -> None:
        """Do what follows from `batch`, which stands. Users in `due` were looked at because their moment had come."""
        for draft in drafts:
            draft.adopt()
            for account_id in draft.touched:
                self._watching.follow(draft.desk, account_id)
            if draft.desk.user_id in due and (moments := draft.desk.moments()):
                self._agenda.add(max(min(moments), batch.now + LOOKS_APART), draft.desk.user_id)
        for act in effects.acts:
            self._venues.act(act.account_id, cancels=act.cancels, moves=act.moves, places=act.places)
        for account_id in effects.unsettled:
            self._reconciler.settle_soon(account_id)
        for account_id, fill in effects.corrected:
            self._reconciler.write_out_soon(account_id, fill)
        for order_id in effects.ended:
            self._venues.forget(order_id)
        for account_id in effects.stale_rules:
            self._connecting.read_rules_soon(account_id)
        for account_id, reason in effects.revoked.items():
            self._connecting.hear_revoked(account_id, reason)
        for at, user_id in effects.moments:
            self._agenda.add(at, user_id)
        tell(batch)
        if batch.signals:
            done = [{"signal_id": s.signal_id, "state": s.state} for s in batch.signals]
            await self._bus.publish(subjects.SIGNAL_DONE, encode_json({"signals": done}))
        if effects.is_way_free or any(follow_up.due_at is None for follow_up in batch.follow_ups):
            self._inbox.expect_signals()
        if batch.events:
            await self._bus.publish(subjects.WAKE_OUTBOX)
