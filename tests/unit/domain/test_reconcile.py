"""Our books beside the venue: what is a discrepancy, what is no information, and what only the next look can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import ACCOUNT, BTC, NOW, a_fill, an_account, an_order, d, decimals

from tradewright.domain.trading.book import AccountBook, DayBook
from tradewright.domain.trading.booking import book_fill, with_order
from tradewright.domain.trading.ports.broker import AccountReport, Capabilities, OrderReport, PositionReport
from tradewright.domain.trading.reconcile import (
    AccountWatch,
    Discrepancy,
    Findings,
    VenueSnapshot,
    adjustments,
    compare,
    watched,
)
from tradewright.kernel.ids import ClientOrderId, OrderId, VenueOrderId

FUTURES = Capabilities(lookup_is_consistent=False, duplicates="while_open", bracket=False)
SPOT = replace(FUTURES, settles_positions=False)
INSTRUMENTS = {"BTCUSDT": replace(BTC, currency="USD")}
LONG_AGO = NOW - timedelta(minutes=5)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def holding(quantity: str, price: str = "100", **changes: Any) -> AccountBook:
    book = an_account(**changes)
    if d(quantity):
        side: Any = "buy" if d(quantity) > 0 else "sell"
        book, _, _ = book_fill(
            book, a_fill(quantity=str(abs(d(quantity))), price=price, side=side), multiplier=d("1")
        )
    return book


def shown(
    *positions: tuple[str, str],
    after: float = 0.0,
    orders: tuple[OrderReport, ...] | None = (),
    cash: str | None = None,
    known: dict[VenueOrderId, Any] | None = None,
) -> VenueSnapshot:
    at = NOW + s(after)
    return VenueSnapshot(
        began_at=at,
        read_at=at,
        orders=orders,
        positions=[PositionReport(symbol, d(quantity), d("110")) for symbol, quantity in positions],
        money=None if cash is None else AccountReport("USD", d(cash), d(cash), can_trade=True),
        known=known or {},
    )


def look(
    book: AccountBook, watch: AccountWatch, snapshot: VenueSnapshot, capabilities: Capabilities = FUTURES
) -> Findings:
    return compare(
        book, watch, snapshot, capabilities=capabilities, instruments=INSTRUMENTS, now=snapshot.read_at
    )


def twice(book: AccountBook, snapshot: VenueSnapshot, capabilities: Capabilities = FUTURES) -> Findings:
    first = look(book, AccountWatch(), snapshot, capabilities)
    later = replace(snapshot, began_at=snapshot.began_at + s(4), read_at=snapshot.read_at + s(4))
    return look(book, first.watch, later, capabilities)


def a_report(**changes: Any) -> OrderReport:
    given: dict[str, Any] = {
        "client_order_id": None,
        "venue_order_id": VenueOrderId("V1"),
        "symbol": "BTCUSDT",
        "side": "buy",
        "order_type": "limit",
        "quantity": d("1"),
        "filled_quantity": d("0"),
        "state": "working",
        "reason": None,
        "updated_at": NOW,
    }
    return OrderReport(**(given | changes))


# Positions ------------------------------------------------------------------------------------------------------


def test_a_difference_counts_when_it_is_seen_again_and_asks_for_another_look_until_then() -> None:
    book = holding("2")

    first = look(book, AccountWatch(), shown(("BTCUSDT", "5")))
    too_soon = look(book, first.watch, shown(("BTCUSDT", "5"), after=1))
    second = look(book, too_soon.watch, shown(("BTCUSDT", "5"), after=3))

    assert first.discrepancies == too_soon.discrepancies == ()
    assert first.is_unsure
    (found,) = second.discrepancies
    assert (found.kind, found.ours, found.venue, found.proposal) == ("position", "2", "5", "adopt")
    assert "Our books hold 2 BTCUSDT, the venue shows 5" in found.explanation


def test_a_difference_that_changes_is_suspected_anew() -> None:
    first = look(holding("2"), AccountWatch(), shown(("BTCUSDT", "5")))

    second = look(holding("2"), first.watch, shown(("BTCUSDT", "4"), after=10))

    assert second.discrepancies == ()


def test_what_changed_here_lately_is_left_for_the_next_round() -> None:
    watch = AccountWatch().with_touched(["BTCUSDT"], NOW)

    found = look(holding("2"), watch, shown(("BTCUSDT", "5"), after=4))

    assert found.watch.suspicions == {}


def test_a_failed_read_is_no_information_and_never_flat() -> None:
    watch = twice(holding("2"), shown(("BTCUSDT", "5"))).watch
    failed = VenueSnapshot(NOW + s(60), NOW + s(60))

    found = look(holding("2"), watch, failed)

    assert found.discrepancies == ()
    assert found.missing == ()
    assert len(list(found.watch.open())) == 1


def test_risk_counts_the_venues_number_and_entries_are_blocked_until_both_agree() -> None:
    book, watch = holding("2"), twice(holding("2"), shown(("BTCUSDT", "5"))).watch

    blocked = watched(book, watch)
    agreed = look(book, watch, shown(("BTCUSDT", "2"), after=60))

    assert blocked.exposures == {"BTCUSDT": d("5")}
    assert blocked.blocked == {"BTCUSDT": "discrepancy"}
    assert [one.state for one in agreed.discrepancies] == ["cleared"]
    assert watched(blocked, agreed.watch).blocked == {}
    assert watched(blocked, agreed.watch).exposures == {}


def test_the_numbers_of_an_open_discrepancy_follow_and_it_stays_one() -> None:
    watch = twice(holding("2"), shown(("BTCUSDT", "5"))).watch

    moved = look(holding("3"), watch, shown(("BTCUSDT", "6"), after=60))

    (found,) = moved.discrepancies
    assert (found.ours, found.venue, found.state) == ("3", "6", "open")
    assert len(moved.watch.discrepancies) == 1


def test_an_ignored_difference_is_quiet_until_it_is_another_one() -> None:
    watch = twice(holding("2"), shown(("BTCUSDT", "5"))).watch
    (found,) = watch.discrepancies.values()
    ignored = watch.with_discrepancy(replace(found, state="ignored"))

    same = look(holding("2"), ignored, shown(("BTCUSDT", "5"), after=60))
    other = look(holding("2"), ignored, shown(("BTCUSDT", "9"), after=60))
    confirmed = look(holding("2"), other.watch, shown(("BTCUSDT", "9"), after=90))

    assert same.discrepancies == ()
    assert watched(holding("2"), same.watch).blocked == {}
    assert [(one.state, one.venue) for one in confirmed.discrepancies] == [("cleared", "5"), ("open", "9")]
    assert len(confirmed.watch.discrepancies) == 1


def test_at_a_spot_venue_only_a_shortage_is_a_discrepancy() -> None:
    more = twice(holding("2"), shown(("BTCUSDT", "50")), SPOT)
    less = twice(holding("2"), shown(("BTCUSDT", "1.5")), SPOT)
    a_hair = twice(holding("2"), shown(("BTCUSDT", "1.999995")), SPOT)

    assert more.discrepancies == ()
    assert [one.venue for one in less.discrepancies] == ["1.5"]
    assert a_hair.discrepancies == ()


def test_a_balance_told_under_another_pair_of_the_coin_is_this_pairs_too() -> None:
    pairs = {
        "BTCUSDT": replace(INSTRUMENTS["BTCUSDT"], base="BTC"),
        "BTCEUR": replace(BTC, symbol="BTCEUR", base="BTC"),
    }
    book, watch = holding("2"), AccountWatch()

    for after in (0, 4):
        snapshot = shown(("BTCEUR", "2"), after=after)
        found = compare(book, watch, snapshot, capabilities=SPOT, instruments=pairs, now=snapshot.read_at)
        watch = found.watch

    assert found.discrepancies == ()


def test_a_position_from_before_the_linking_is_shown_and_not_taken_for_ours() -> None:
    (found,) = twice(an_account(), shown(("BTCUSDT", "7"))).discrepancies

    assert (found.ours, found.venue) == ("0", "7")
    assert "before the account was linked" in found.explanation


@given(
    ours=decimals("-20", "20", places=2),
    venue=decimals("-20", "20", places=2),
    average=st.sampled_from(["50", "110", "0.01"]),
)
@settings(deadline=None, max_examples=80)
def test_adopting_ends_at_the_venues_quantity_and_books_it_once(
    ours: Decimal, venue: Decimal, average: str
) -> None:
    book = holding(str(ours))
    found = Discrepancy(UUID(int=9), ACCOUNT, "BTCUSDT", "position", str(ours), str(venue), "adopt", "", NOW)

    fills = adjustments(found, book.position("BTCUSDT"), venue_average=d(average), at=NOW)
    again = adjustments(found, book.position("BTCUSDT"), venue_average=d(average), at=NOW)
    realised = book.realised
    for fill in fills:
        book, _, _ = book_fill(book, fill, multiplier=d("1"))

    assert book.position("BTCUSDT").quantity == venue
    assert book.realised == realised
    assert [one.venue_execution_id for one in fills] == [one.venue_execution_id for one in again]
    if ours * venue > 0 and abs(venue) > abs(ours) and d(average) == 110:
        assert abs(book.position("BTCUSDT").average_price - d("110")) < d("1e-9")


# Orders ---------------------------------------------------------------------------------------------------------


def test_an_order_placed_by_hand_is_external_and_told_once() -> None:
    first = look(an_account(), AccountWatch(), shown(orders=(a_report(),)))
    second = look(an_account(), first.watch, shown(orders=(a_report(),), after=30))
    gone = look(an_account(), second.watch, shown(orders=(), after=60))

    assert [one.venue_order_id for one in first.externals] == ["V1"]
    assert second.externals == ()
    assert [one.state for one in gone.externals] == ["cancelled"]
    assert first.discrepancies == gone.discrepancies == ()


def test_what_others_rest_at_the_venue_counts_once_and_not_when_it_proves_to_be_ours() -> None:
    named = ClientOrderId("by-a-program")
    report = a_report(client_order_id=named, quantity=d("2"), limit_price=d("90"))
    book = replace(holding("1"), capabilities=FUTURES)
    seen = look(book, AccountWatch(), shown(orders=(report,))).watch
    ours = with_order(book, an_order(client_order_id=named, state="working", quantity=d("2")))

    [counted] = watched(book, seen).foreign

    assert (counted.side, counted.left, counted.limit_price) == ("buy", d("2"), d("90"))
    assert watched(ours, seen).foreign == ()
    assert watched(replace(book, capabilities=SPOT), seen).foreign == ()


def test_an_order_that_left_the_open_list_is_asked_for_and_not_called_lost() -> None:
    book = with_order(an_account(), an_order(state="working", venue_order_id=VenueOrderId("V50")))

    found = look(book, AccountWatch(), shown(orders=()))
    just_touched = look(book, AccountWatch().with_touched(["BTCUSDT"], NOW), shown(orders=(), after=2))

    assert found.missing == (an_order().order_id,)
    assert found.discrepancies == ()
    assert just_touched.missing == ()


@pytest.mark.parametrize("ours", [{"is_managed": True}, {"replaces": OrderId(UUID(int=77))}])
def test_an_order_still_in_our_hands_is_not_missed_at_the_venue(ours: dict[str, Any]) -> None:
    book = with_order(an_account(), an_order(leg="stop", state="held", **ours))

    assert look(book, AccountWatch(), shown(orders=())).missing == ()


def test_an_order_is_recognised_by_the_venues_id_when_it_bears_none_of_ours() -> None:
    book = with_order(an_account(), an_order(state="working", venue_order_id=VenueOrderId("V1")))

    found = look(book, AccountWatch(), shown(orders=(a_report(),)))

    assert [order_id for order_id, _ in found.reports] == [an_order().order_id]
    assert found.externals == found.missing == ()


def test_legs_that_the_venue_named_itself_are_found_by_their_parent_and_role() -> None:
    entry = an_order(state="partly_filled", venue_order_id=VenueOrderId("V1"), filled_quantity=d("1"))
    stop = an_order(
        order_id=OrderId(UUID(int=51)),
        client_order_id=ClientOrderId("C51"),
        leg="stop",
        state="held",
        parent_order_id=entry.order_id,
    )
    book = with_order(with_order(an_account(), entry), stop)
    of_venue = a_report(
        venue_order_id=VenueOrderId("V2"),
        client_order_id=ClientOrderId("theirs"),
        parent_venue_order_id=VenueOrderId("V1"),
        order_type="stop",
        side="sell",
    )

    found = look(book, AccountWatch(), shown(orders=(a_report(), of_venue)))

    assert {(order_id, report.venue_order_id) for order_id, report in found.reports} == {
        (entry.order_id, "V1"),
        (stop.order_id, "V2"),
    }
    assert found.externals == ()


def test_an_order_that_ended_here_and_is_open_there_is_a_discrepancy_until_it_is_gone() -> None:
    ended = an_order(state="not_placed")
    known = {VenueOrderId("V1"): ended}

    first = look(an_account(), AccountWatch(), shown(orders=(a_report(),), known=known))
    again = look(an_account(), first.watch, shown(orders=(a_report(),), known=known, after=30))
    gone = look(an_account(), again.watch, shown(orders=(), after=60))

    (found,) = first.discrepancies
    assert (found.kind, found.ours, found.venue, found.proposal) == ("order", "not placed", "open", "close")
    assert again.discrepancies == ()
    assert [one.state for one in gone.discrepancies] == ["cleared"]


def test_an_order_that_ended_between_the_list_and_its_comparison_is_no_strangers_and_no_discrepancy() -> None:
    was_live = an_order(state="working", venue_order_id=VenueOrderId("V1"))
    listed = shown(
        orders=(a_report(client_order_id=was_live.client_order_id),), known={VenueOrderId("V1"): was_live}
    )

    found = look(an_account(), AccountWatch(), listed)

    assert found.externals == ()
    assert found.discrepancies == ()


# Money ----------------------------------------------------------------------------------------------------------


def test_a_transfer_is_told_without_the_noise_of_averages() -> None:
    start = look(an_account(), AccountWatch(), shown(cash="10000.000000000000000002"))

    seen = look(an_account(), start.watch, shown(cash="9500", after=10))
    again = look(an_account(), seen.watch, shown(cash="9500", after=20))

    assert [str(one.amount) for one in again.transfers] == ["-500.00000000"]


def test_cash_that_no_fill_explains_is_a_transfer_when_it_is_seen_again() -> None:
    book = an_account(day=DayBook(NOW.date(), d("10000")))
    start = look(book, AccountWatch(), shown(cash="10000"))

    first = look(book, start.watch, shown(cash="12500", after=30))
    second = look(book, first.watch, shown(cash="12500", after=34))
    calm = look(book, second.watch, shown(cash="12500", after=60))

    assert start.transfers == ()
    assert first.transfers == ()
    assert [one.amount for one in second.transfers] == [d("2500")]
    assert calm.transfers == ()


def test_cash_that_fills_moved_is_no_transfer() -> None:
    start = look(an_account(), AccountWatch(), shown(cash="10000"))
    bought = holding("2", "100")

    after = look(bought, start.watch, shown(("BTCUSDT", "2"), cash="9800", after=30))
    later = look(bought, after.watch, shown(("BTCUSDT", "2"), cash="9800", after=60))

    assert after.transfers == ()
    assert later.transfers == ()
    assert later.watch.cash_offset == d("10000")


def test_what_has_leverage_moves_cash_by_profit_alone() -> None:
    leveraged = {"BTCUSDT": replace(INSTRUMENTS["BTCUSDT"], has_leverage=True)}
    start = compare(
        an_account(),
        AccountWatch(),
        shown(cash="10000"),
        capabilities=FUTURES,
        instruments=leveraged,
        now=NOW,
    )

    after = compare(
        holding("2", "100"),
        start.watch,
        shown(("BTCUSDT", "2"), cash="10000", after=30),
        capabilities=FUTURES,
        instruments=leveraged,
        now=NOW + s(30),
    )

    assert after.transfers == ()
    assert after.watch.suspicions == {}
