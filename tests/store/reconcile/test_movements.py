"""Money that moved by itself is booked under the venue's name of it, once, and only what came from outside moves the
day's base.
"""

from __future__ import annotations

from decimal import Decimal

from tests.store.reconcile.conftest import Elsewhere

from tradewright.domain.trading.ports.movements import Movement
from tradewright.kernel.clock import SystemClock


async def test_a_dividend_is_a_dividend_and_counts_in_the_day(elsewhere: Elsewhere) -> None:
    await elsewhere.start()
    await elsewhere.in_sync()
    sql = "select * from app.account_book where account_id = $1"
    before = await elsewhere.row(
        sql,
        elsewhere.account_id,
        where=lambda row: row["day_equity_start"] is not None and row["cash_offset"] is not None,
    )

    told = Movement("A1", "dividend", Decimal("12.34"), SystemClock().now(), "ACME", "Dividend")
    elsewhere.venue.told.append(told)
    elsewhere.venue.cash += told.amount
    first = await elsewhere.row("select * from app.transfer")
    elsewhere.venue.cash += 2_500
    second = await elsewhere.row("select * from app.transfer where kind = 'transfer'")
    after = await elsewhere.row(
        sql,
        elsewhere.account_id,
        where=lambda row: bool(row["day_equity_start"] != before["day_equity_start"]),
    )

    assert (first["kind"], first["amount"], first["symbol"]) == ("dividend", told.amount, "ACME")
    assert (first["venue_activity_id"], first["words"]) == ("A1", "Dividend")
    assert (second["amount"], second["venue_activity_id"]) == (2_500, None)
    assert after["day_equity_start"] == before["day_equity_start"] + 2_500
    assert await elsewhere.floor.owner.fetchval("select count(*) from app.transfer") == 2
