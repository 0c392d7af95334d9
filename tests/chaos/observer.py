"""Where every account stands by our rows, read for all at once: a poll for each run was most of the driver's work."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.chaos.plant import ChaosPlant, Stall

EVERY_S = 0.25
# What is worth less than 5 is dust that no venue here takes an order for (Alpaca's and Binance's smallest are 10 and 5):
# flatten leaves it, and says so.
STANDING = """
    select a.account_id, a.status,
      (select count(*) from app.signal s where s.user_id = a.user_id and s.account_id = a.account_id
          and s.state = 'pending' and (s.due_at is null or s.due_at < now() + interval '5 s'))
      + (select count(*) from app.signal s where s.user_id = a.user_id and s.account_id = a.account_id
          and s.state = 'waiting') as signals,
      count(o.order_id) filter (where o.state in ('submitting', 'unknown')) as open_fates,
      count(o.order_id) filter (where o.state in ('working', 'partly_filled') and o.cancel_requested) as cancels,
      count(o.order_id) as live,
      (select count(*) from app.position p where p.user_id = a.user_id and p.account_id = a.account_id
          and abs(p.quantity) * coalesce(p.average_price, 1000000) >= 5) as positions,
      (select count(*) from app.discrepancy d where d.account_id = a.account_id and d.state = 'open') as discrepancies
    from app.account a left join app.trade_order o on o.user_id = a.user_id and o.account_id = a.account_id
      and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled')
    where a.broker <> 'paper' group by a.user_id, a.account_id, a.status
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of one account: what is open, and what it holds."""

    status: str
    signals: int
    open_fates: int
    cancels: int
    live: int
    positions: int
    discrepancies: int

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is open but what rests at the venue by right."""
        return not (self.signals or self.open_fates or self.cancels)

    @property
    def is_clean(self) -> bool:
        return self.is_at_rest and not (self.live or self.positions or self.discrepancies)


NOTHING_YET = Standing("unread", 1, 0, 0, 0, 0, 0)


class Observer:
    """Reads again and again; `next` waits for a reading that began after the call."""

    def __init__(self, plant: ChaosPlant) -> None:
        self._plant = plant
        self._standings: dict[UUID, Standing] = {}
        self._read = asyncio.Condition()
        self._begun = 0
        self._done = 0

    async def run(self) -> None:
        while True:
            self._begun += 1
            rows = await self._plant.owner_rows(STANDING)
            self._standings = {row["account_id"]: Standing(*list(row.values())[1:]) for row in rows}
            async with self._read:
                self._done = self._begun
                self._read.notify_all()
            await asyncio.sleep(EVERY_S)

    def latest(self, stall: Stall) -> Standing:
        return self._standings.get(UUID(stall.account_id), NOTHING_YET)

    async def next(self, stall: Stall) -> Standing:
        wanted = self._begun + 1
        async with self._read:
            await self._read.wait_for(lambda: self._done >= wanted)
        return self.latest(stall)
