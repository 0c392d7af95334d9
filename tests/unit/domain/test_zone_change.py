"""A new time zone gives nobody a second day: the present one ends when it would have ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.unit.domain.builders import BTC, a_quote, an_account

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.day import ZoneChange, counted_since, trading_day, zone_at, zone_changed
from tradewright.domain.trading.market import MarketView

EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)  # in Tokyo it is the 3rd already, in New York still the 2nd
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
MARKET = MarketView({BTC.symbol: BTC}, {BTC.symbol: a_quote(BTC.symbol)})


def traded(now: datetime) -> AccountBook:
    """Return an account that began its day in UTC and traded three times."""
    account = replace(an_account(), timezone="UTC").rolled(MARKET, now)
    assert account.day is not None
    return replace(account, day=replace(account.day, trades=3, equity_start=Decimal(10_000)))


def moved(account: AccountBook, zone: str, now: datetime) -> AccountBook:
    change = zone_changed(now, account.timezone, account.zone_change, zone)
    return replace(account, timezone=zone, zone_change=change)


@pytest.mark.parametrize("hour", [1, 14, 20, 23])
def test_a_zone_further_east_begins_no_day_before_the_present_one_ends(hour: int) -> None:
    now = EVENING.replace(hour=hour)
    account = traded(now)

    for zone in ("Asia/Tokyo", "Pacific/Kiritimati"):
        account = moved(account, zone, now)
        for later in (now, MIDNIGHT - timedelta(seconds=1)):
            assert account.day_of(later) == account.day
            assert account.rolled(MARKET, later) is account
        assert account.today(now).ends_at == MIDNIGHT

    after = account.rolled(MARKET, MIDNIGHT)
    assert after.day is not None
    assert (after.day.trades, after.zone(MIDNIGHT)) == (0, "Pacific/Kiritimati")


def test_a_zone_further_west_makes_the_day_longer_and_a_way_back_begins_none() -> None:
    account = moved(traded(EVENING), "America/New_York", EVENING)
    assert account.day_of(MIDNIGHT) == account.day

    back = moved(account, "UTC", MIDNIGHT + timedelta(hours=1))

    assert back.day_of(MIDNIGHT + timedelta(hours=4, minutes=59)) == account.day
    assert back.day_of(MIDNIGHT + timedelta(hours=5)) is None


def test_a_change_taken_back_before_it_holds_is_none() -> None:
    account = moved(moved(traded(EVENING), "Asia/Tokyo", EVENING), "UTC", EVENING + timedelta(hours=1))

    assert (account.timezone, account.zone_change) == ("UTC", None)


@pytest.mark.parametrize(
    ("zone", "now", "since"),
    [
        ("Asia/Tokyo", EVENING, datetime(2026, 3, 2, tzinfo=UTC)),
        ("Asia/Tokyo", MIDNIGHT, MIDNIGHT),
        ("Asia/Tokyo", datetime(2026, 3, 3, 15, tzinfo=UTC), datetime(2026, 3, 3, 15, tzinfo=UTC)),
        ("America/New_York", MIDNIGHT, datetime(2026, 3, 2, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 3, 5, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)),
    ],
)
def test_after_a_restart_the_days_trades_are_counted_from_its_true_start(
    zone: str, now: datetime, since: datetime
) -> None:
    change = ZoneChange("UTC", MIDNIGHT)

    assert counted_since(trading_day(now, zone_at(now, zone, change)), change) == since
