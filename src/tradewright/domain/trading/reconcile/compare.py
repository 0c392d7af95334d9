"""Our books beside one snapshot of the venue: orders, then positions, then money. Pure, and it changes nothing.

A read that failed says nothing. What changed here in the last seconds is left for the next round, because the stream and the
read race. A difference of positions or of cash counts only when it is seen again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tradewright.domain.trading.book import AccountBook, VenueMoney
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.ports.broker import AccountReport, Capabilities, OrderReport
from tradewright.domain.trading.reconcile import orders as of_orders
from tradewright.domain.trading.reconcile import positions as of_positions
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy
from tradewright.domain.trading.reconcile.external import ExternalOrder
from tradewright.domain.trading.reconcile.money import TRANSFER_SMALLEST, Transfer, explained, flow_of
from tradewright.domain.trading.reconcile.positions import Difference
from tradewright.domain.trading.reconcile.snapshot import VenueSnapshot
from tradewright.domain.trading.reconcile.watch import CASH, CONFIRM_AFTER, QUIET, AccountWatch, Suspicion
from tradewright.kernel.ids import OrderId


@dataclass(frozen=True, slots=True)
class Findings:
    """What a round found. `reports` are of orders of ours; `missing` are live here and not in the venue's open list, which
    proves nothing until each has been asked for. `discrepancies` and `externals` are those that are new or changed.
    `watch` is what to remember; `is_unsure` asks for another look soon, because something was seen for the first time.
    """

    watch: AccountWatch
    reports: tuple[tuple[OrderId, OrderReport], ...] = ()
    missing: tuple[OrderId, ...] = ()
    externals: tuple[ExternalOrder, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    money: VenueMoney | None = None
    transfers: tuple[Transfer, ...] = ()
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part of a comparison looks at."""

    book: AccountBook
    snapshot: VenueSnapshot
    capabilities: Capabilities
    instruments: Mapping[str, Instrument]
    now: datetime


def compare(
    book: AccountBook,
    watch: AccountWatch,
    snapshot: VenueSnapshot,
    *,
    capabilities: Capabilities,
    instruments: Mapping[str, Instrument],
    now: datetime,
) -> Findings:
    """Return what `snapshot` shows beside `book`, which must hold every fill that was read before the snapshot."""
    ground = Ground(book, snapshot, capabilities, instruments, now)
    found = Findings(watch)
    if snapshot.orders is not None:
        found = _with_orders(ground, found)
    if snapshot.positions is not None:
        found = _with_positions(ground, found)
    if snapshot.money is not None:
        found = _with_money(ground, found, snapshot.money)
    return found


def _with_orders(ground: Ground, found: Findings) -> Findings:
    sorted_out = of_orders.sort_out(ground.book, found.watch, ground.snapshot, now=ground.now)
    watch = found.watch
    for external in sorted_out.externals:
        watch = watch.with_external(external)
    for one in sorted_out.discrepancies:
        watch = watch.with_discrepancy(one)
    return replace(
        found,
        watch=watch,
        reports=sorted_out.reports,
        missing=sorted_out.missing,
        externals=sorted_out.externals,
        discrepancies=sorted_out.discrepancies,
    )


def _with_positions(ground: Ground, found: Findings) -> Findings:
    reports = ground.snapshot.positions or ()
    differences = of_positions.differences(ground.book, reports, ground.capabilities, ground.instruments)
    for symbol in of_positions.symbols(ground.book, reports, found.watch):
        if _is_comparable(ground, found.watch, symbol):
            found = _with_position(ground, found, symbol, differences.get(symbol))
    return found


def _with_position(ground: Ground, found: Findings, symbol: str, difference: Difference | None) -> Findings:
    """Compare one symbol: agree, follow the numbers of what is known, or suspect and then find."""
    before = found.watch.about(("position", symbol, None))
    key = f"position/{symbol}"
    if difference is None:
        found = replace(found, watch=_without(found.watch, key))
        return found if before is None else _changed(found, _settled(before, ground.now))
    if before is not None and before.difference == difference.venue - difference.ours:
        found = replace(found, watch=_without(found.watch, key))
        is_same = (before.ours, before.venue) == difference.numbers or before.state != "open"
        return found if is_same else _changed(found, of_positions.renewed(before, difference))
    watch, is_confirmed = _suspected(found.watch, key, difference.text, ground.now)
    found = replace(found, watch=watch)
    if not is_confirmed:
        return replace(found, is_unsure=True)
    if before is not None and before.state == "open":
        return _changed(found, of_positions.renewed(before, difference))
    if before is not None:  # ignored at other numbers: this is a new matter
        found = _changed(found, _settled(before, ground.now))
    return _changed(found, of_positions.opened(ground.book, difference, ground.now))


def _settled(before: Discrepancy, now: datetime) -> Discrepancy:
    return replace(before, state="cleared", resolved_at=before.resolved_at or now)


def _changed(found: Findings, one: Discrepancy) -> Findings:
    watch = found.watch.with_discrepancy(one)
    return replace(found, watch=watch, discrepancies=(*found.discrepancies, one))


def _is_comparable(ground: Ground, watch: AccountWatch, symbol: str) -> bool:
    if not watch.is_quiet(symbol, ground.snapshot.began_at):
        return False
    return not any(order.state == "submitting" for order in ground.book.orders_of(symbol))


def _with_money(ground: Ground, found: Findings, report: AccountReport) -> Findings:
    money = VenueMoney(report.cash, report.equity, report.buying_power, ground.snapshot.read_at)
    found = replace(found, money=money)
    flow = flow_of(ground.book, ground.instruments)
    latest = max(found.watch.touched.values(), default=None)
    if flow is None or (latest is not None and latest >= ground.snapshot.began_at - QUIET):
        return found
    offset, before = report.cash - flow, found.watch.cash_offset
    if before is None or offset == before:
        return replace(found, watch=replace(_without(found.watch, CASH), cash_offset=offset))
    if abs(offset - before) < TRANSFER_SMALLEST:
        return found
    watch, is_confirmed = _suspected(found.watch, CASH, str(offset), ground.now)
    if not is_confirmed:
        return replace(found, watch=watch, is_unsure=True)
    if ground.snapshot.movements is None:
        # Its name could not be read: it is still suspected, and asked for again.
        return replace(found, is_unsure=True)
    made_of = explained(ground.book.account_id, offset - before, ground.snapshot.movements, ground.now)
    return replace(found, watch=replace(watch, cash_offset=offset), transfers=made_of)


def _suspected(watch: AccountWatch, key: str, what: str, now: datetime) -> tuple[AccountWatch, bool]:
    """Return the watch, and whether the same was seen long enough ago to count now."""
    before = watch.suspicions.get(key)
    if before is not None and before.what == what:
        if now - before.since >= CONFIRM_AFTER:
            return _without(watch, key), True
        return watch, False
    return replace(watch, suspicions={**watch.suspicions, key: Suspicion(what, now)}), False


def _without(watch: AccountWatch, key: str) -> AccountWatch:
    if key not in watch.suspicions:
        return watch
    return replace(watch, suspicions={name: one for name, one in watch.suspicions.items() if name != key})
