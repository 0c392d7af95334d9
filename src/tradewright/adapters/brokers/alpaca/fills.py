"""Fills by REST: pages of trade activities, and a cursor that overlaps so that nothing slips between two questions.

Activities of the same millisecond are listed in no order (Alpaca-API issue 170), and their ids begin with New York's wall
clock: an id is no place in time. So the cursor is a time, each question reaches back a little before it, and what was
told already is left out by the cursor's own list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.reports import fill_of_activity
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import ClientOrderId

PAGE: Final = 100
PAGES_MAX: Final = 500
OVERLAP: Final = timedelta(seconds=10)
REMEMBERED: Final = OVERLAP + timedelta(seconds=1)
"""How far back a cursor names what was told: the question begins at a whole second, up to one before the overlap."""
TOLD_MAX: Final = 300
"""Fills inside the overlap that a cursor can name; with more of them the oldest are told twice, which books bear."""
_MARK_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Cursor:
    """The time of the newest fill told, and marks of those told shortly before it."""

    at: datetime
    told: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `render` wrote. Raises Invalid for anything else."""
        stamp, _, marks = text.partition("~")
        try:
            at = datetime.fromisoformat(stamp)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            fault = Fault("cursor", "known", "must be a cursor that fills_since returned", text[:40])
            raise Invalid("not a cursor of this broker", faults=(fault,))
        return cls(at.astimezone(UTC), frozenset(mark for mark in marks.split(".") if mark))

    def render(self) -> str:
        return f"{self.at.isoformat()}~{'.'.join(sorted(self.told))}"

    def after(self, fills: Iterable[Fill], told_before: Iterable[Fill]) -> Cursor:
        """Return the cursor when `fills` (newest last) have been told as well."""
        listed = [*told_before, *fills]
        if not listed:
            return self
        newest = max(self.at, *(fill.occurred_at for fill in listed))
        recent = [mark_of(fill) for fill in listed if fill.occurred_at >= newest - REMEMBERED]
        return Cursor(newest, frozenset(recent[-TOLD_MAX:]))


def mark_of(fill: Fill) -> str:
    """Return a short name of a fill, as the cursor keeps it."""
    return hashlib.sha256(fill.venue_execution_id.encode()).hexdigest()[:_MARK_LENGTH]


async def read_fills(
    api: Api,
    cursor: Cursor | None,
    *,
    since: datetime | None,
    name: Callable[[str], Awaitable[ClientOrderId | None]],
) -> tuple[Sequence[Fill], Cursor | None]:
    """Return fills after `cursor` (None: from `since`), oldest first, and the next cursor. Raises BrokerUnavailable.

    `name` finds our client id of a venue order; fills of orders that are not ours come under the venue's name.
    """
    begin = cursor.at - OVERLAP if cursor is not None else since
    query = {"direction": "asc", "page_size": str(PAGE)}
    if begin is not None:
        # Whole seconds are what the venue documents; begun earlier, it tells a little more.
        query["after"] = begin.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    listed: dict[str, Fill] = {}
    for _ in range(PAGES_MAX):
        document = await api.read("/v2/account/activities/FILL", query)
        with readable("activities"):
            page = Fields.list_of(document, what="activities")
            for activity in page:
                client_order_id = await name(activity.need_text("order_id"))
                fill = fill_of_activity(activity, client_order_id or ClientOrderId(""))
                listed.setdefault(fill.venue_execution_id, fill)
            if len(page) < PAGE:
                break
            query["page_token"] = page[-1].need_text("id")
    else:
        raise BrokerUnavailable("unreadable", "Alpaca's activities do not end")
    fills = sorted(listed.values(), key=lambda fill: fill.occurred_at)
    told = [fill for fill in fills if cursor is not None and mark_of(fill) in cursor.told]
    told_ids = {fill.venue_execution_id for fill in told}
    new = [fill for fill in fills if fill.venue_execution_id not in told_ids]
    if cursor is None:
        if not new:
            return [], None
        cursor = Cursor(new[0].occurred_at, frozenset())
    return new, cursor.after(new, told)
