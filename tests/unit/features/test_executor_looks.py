"""How often an account is looked at: a look that asks for the next one is not answered at once, and never forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

from tests.unit.domain.builders import ACCOUNT

from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.reconcile.reconciler import LOOKS_APART, Reconciler
from tradewright.kernel.ids import AccountId

START = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


class Scripted(Reconciler):
    """Looks at nothing: the first looks ask for another one, as withheld fills do, or fail."""

    def __init__(self, *, fails: BrokerUnavailable | None = None) -> None:
        self.time = START
        self.began: list[datetime] = []
        self.background = Background()
        self._fails = fails
        nobody = cast(Any, None)
        super().__init__(
            db=nobody,
            clock=self,
            books=nobody,
            venues=nobody,
            inbox=nobody,
            background=self.background,
            sleep=self.passes,
        )

    def now(self) -> datetime:
        return self.time

    async def passes(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    async def settle(self, account_id: AccountId) -> None:
        self.began.append(self.time)
        self._looked_at[account_id] = self.time
        if len(self.began) < 4:
            self.settle_soon(account_id)
        if self._fails is not None and len(self.began) == 1:
            raise self._fails

    async def idle(self) -> None:
        while running := [task for task in asyncio.all_tasks() if task.get_name().startswith("executor-")]:
            await asyncio.gather(*running)

    async def looked(self) -> list[datetime]:
        self.settle_soon(ACCOUNT)
        await self.idle()
        return self.began


async def test_looks_that_ask_for_the_next_one_stay_apart() -> None:
    began = await Scripted().looked()

    assert len(began) == 4
    assert all(later - earlier >= LOOKS_APART for earlier, later in pairwise(began))


async def test_a_venue_that_asks_for_calm_is_looked_at_when_it_is_over() -> None:
    began = await Scripted(fails=BrokerUnavailable("rate_limited", "calm", retry_after_s=30)).looked()

    assert len(began) == 4
    assert began[1] - began[0] >= timedelta(seconds=30)


async def test_a_new_connection_does_not_wait_for_what_another_one_was_refused() -> None:
    reconciler = Scripted()
    refused = BrokerUnavailable("credential_revoked", "the key is gone")
    reconciler._patience.note(ACCOUNT, (refused,), START)

    reconciler.settle_soon(ACCOUNT, is_new=True)
    await reconciler.idle()

    assert reconciler.began[0] == START


async def test_a_new_connection_does_not_wait_for_what_the_old_ones_look_is_refused_after_it_came() -> None:
    refused = BrokerUnavailable("credential_revoked", "the key is gone")

    class Relinked(Scripted):
        async def settle(self, account_id: AccountId) -> None:
            if not self.began:
                self.settle_soon(
                    account_id, is_new=True
                )  # the trader links another key while the old one is asked
            await super().settle(account_id)

    began = await Relinked(fails=refused).looked()

    assert began[1] - began[0] < timedelta(minutes=1)
