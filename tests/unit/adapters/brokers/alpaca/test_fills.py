"""Reading fills by pages: an overlap that loses nothing, and a cursor that tells nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.adapters.brokers.alpaca.api import Api
from tradewright.adapters.brokers.alpaca.fills import PAGE, Cursor, read_fills
from tradewright.domain.trading.order import Fill
from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import ClientOrderId

BEGAN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Activities:
    """The venue's list: what `read` is asked for is answered by `after` and the page token, oldest first."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []

    def add(self, number: int, at: datetime) -> None:
        stamp = at.isoformat().replace("+00:00", "Z")
        self.listed.append(
            {
                "activity_type": "FILL",
                "id": f"{at:%Y%m%d%H%M%S}000::{number}",
                "order_id": f"order-{number}",
                "cum_qty": "1",
                "qty": "1",
                "price": "10",
                "side": "buy",
                "symbol": "AAPL",
                "transaction_time": stamp,
                "type": "fill",
            }
        )

    async def read(self, path: str, query: dict[str, str]) -> list[dict[str, Any]]:
        assert path == "/v2/account/activities/FILL"
        after = query.get("after", "")
        begin = datetime.fromisoformat(after) if after else datetime.min.replace(tzinfo=UTC)
        found = [one for one in self.listed if datetime.fromisoformat(one["transaction_time"]) > begin]
        found.sort(key=lambda one: (one["transaction_time"], one["id"]))
        ids = [one["id"] for one in found]
        start = ids.index(query["page_token"]) + 1 if "page_token" in query else 0
        return found[start : start + PAGE]


async def no_name(_: str) -> ClientOrderId | None:
    return None


async def read(venue: Activities, cursor: str | None) -> tuple[list[Fill], str | None]:
    begin = None if cursor is None else Cursor.parse(cursor)
    fills, end = await read_fills(cast(Api, venue), begin, since=None, name=no_name)
    return list(fills), None if end is None else end.render()


async def test_a_fill_that_is_listed_late_in_the_same_instant_is_not_lost() -> None:
    venue = Activities()
    venue.add(2, BEGAN)
    first, cursor = await read(venue, None)

    venue.add(1, BEGAN)  # its id sorts before the one that was told
    second, cursor = await read(venue, cursor)
    third, _ = await read(venue, cursor)

    assert [fill.venue_order_id for fill in first] == ["order-2"]
    assert [fill.venue_order_id for fill in second] == ["order-1"]
    assert third == []


async def test_several_pages_are_one_answer() -> None:
    venue = Activities()
    for number in range(2 * PAGE + 7):
        venue.add(number, BEGAN + timedelta(seconds=number))

    fills, cursor = await read(venue, None)

    assert len(fills) == 2 * PAGE + 7
    assert (await read(venue, cursor))[0] == []


@settings(max_examples=150, deadline=None)
@given(
    batches=st.lists(st.lists(st.integers(min_value=0, max_value=20_000), max_size=8), max_size=6),
)
async def test_whatever_comes_between_questions_each_fill_is_told_once(batches: list[list[int]]) -> None:
    venue, cursor, told, number = Activities(), None, list[Fill](), 0
    now = BEGAN
    for batch in batches:
        # Within a batch fills come in any order, up to nine seconds before what was told last.
        for milliseconds in batch:
            number += 1
            venue.add(number, now - timedelta(seconds=9) + timedelta(milliseconds=milliseconds % 9000))
        fills, cursor = await read(venue, cursor)
        told += fills
        now += timedelta(seconds=1)

    assert sorted(fill.venue_order_id for fill in told) == sorted(one["order_id"] for one in venue.listed)


@pytest.mark.parametrize("text", ["", "17", "2026-03-02", "yesterday~ab", "2026-03-02T15:00:00~ab"])
def test_a_cursor_of_somebody_elses_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Cursor.parse(text)
