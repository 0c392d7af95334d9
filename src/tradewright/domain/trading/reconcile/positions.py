"""Positions of ours beside the venue's, and what the difference means in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.ports.broker import Capabilities, PositionReport
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy, discrepancy_id
from tradewright.domain.trading.reconcile.watch import AccountWatch
from tradewright.kernel.money import ZERO, plain


@dataclass(frozen=True, slots=True)
class Difference:
    """Signed units of one symbol: ours, the venue's, and the venue's average price where it tells one."""

    symbol: str
    ours: Decimal
    venue: Decimal
    average_price: Decimal | None
    in_doubt: tuple[str, ...] = ()
    """Client ids of unknown orders of the symbol, which may explain it."""

    @property
    def numbers(self) -> tuple[str, str]:
        return text(self.ours), text(self.venue)

    @property
    def text(self) -> str:
        return "/".join(self.numbers)


def text(quantity: Decimal) -> str:
    return plain(quantity)


def symbols(book: AccountBook, reports: Sequence[PositionReport], watch: AccountWatch) -> list[str]:
    """Return every symbol that either side holds or that a discrepancy is about."""
    ours = {position.symbol for position in book.positions.values() if not position.is_flat}
    about = {one.symbol for one in watch.discrepancies.values() if one.kind == "position"}
    return sorted(ours | about | {report.symbol for report in reports})


def differences(
    book: AccountBook,
    reports: Sequence[PositionReport],
    capabilities: Capabilities,
    instruments: Mapping[str, Instrument],
) -> dict[str, Difference]:
    """Return where the venue's positions are not ours.

    Where a venue tells balances (spot), coins beyond what we bought are none of our business: only a shortage counts, and
    one below a lot step is what rounding of fees leaves. Pairs of one coin (ETHUSDT, ETHUSDC) share its one balance.
    """
    venue = {report.symbol: report for report in reports}
    found = {}
    held = {position.symbol: position.quantity for position in book.positions.values()}
    left: dict[str, Decimal] = {}
    for symbol in sorted({*venue, *(name for name, quantity in held.items() if quantity)}):
        report = venue.get(symbol) or _by_coin(symbol, reports, capabilities, instruments)
        ours, theirs = held.get(symbol, ZERO), ZERO if report is None else report.quantity
        instrument = instruments.get(symbol)
        if not capabilities.settles_positions and instrument is not None and instrument.base is not None:
            theirs = left.get(instrument.base, theirs)
            left[instrument.base] = theirs - min(max(ours, ZERO), theirs)
        if ours == theirs:
            continue
        if instrument is not None and _is_fee(ours, theirs, instrument, book, capabilities):
            continue
        if not capabilities.settles_positions:
            step = ZERO if instrument is None else instrument.lot.step
            if ours <= 0 or ours - theirs <= 0 or ours - theirs < step:
                continue
        average = None if report is None or report.average_price <= 0 else report.average_price
        doubtful = tuple(
            order.client_order_id for order in book.orders_of(symbol) if order.state == "unknown"
        )
        found[symbol] = Difference(symbol, ours, theirs, average, doubtful)
    return found


def _is_fee(
    ours: Decimal, theirs: Decimal, instrument: Instrument, book: AccountBook, capabilities: Capabilities
) -> bool:
    """Whether the venue may hold this little more because it took less than the highest fee, which our books bear."""
    if ours <= 0 or not capabilities.of(instrument.market).fees_are_estimated:
        return False
    rate = book.fee_rates.of(instrument) or ZERO
    return ZERO <= theirs - ours <= theirs * rate


def _by_coin(
    symbol: str,
    reports: Sequence[PositionReport],
    capabilities: Capabilities,
    instruments: Mapping[str, Instrument],
) -> PositionReport | None:
    """Return the balance of the coin that `symbol` buys, told under another pair of it (ETHBTC under ETHUSDT)."""
    base = instruments[symbol].base if symbol in instruments else None
    if capabilities.settles_positions or base is None:
        return None
    told = (one for one in reports if one.symbol in instruments and instruments[one.symbol].base == base)
    return next(told, None)


def opened(book: AccountBook, found: Difference, now: datetime) -> Discrepancy:
    """Return the discrepancy that a person has to settle."""
    ours, venue = found.numbers
    return Discrepancy(
        discrepancy_id=discrepancy_id(book.account_id, "position", f"{found.symbol}/{found.text}", now),
        account_id=book.account_id,
        symbol=found.symbol,
        kind="position",
        ours=ours,
        venue=venue,
        proposal="adopt",
        explanation=explanation(found),
        found_at=now,
        evidence=_evidence(found),
    )


def renewed(before: Discrepancy, found: Difference) -> Discrepancy:
    """Return the same discrepancy at its present numbers."""
    ours, venue = found.numbers
    return replace(before, ours=ours, venue=venue, explanation=explanation(found), evidence=_evidence(found))


def explanation(found: Difference) -> str:
    ours, venue = found.numbers
    change = found.venue - found.ours
    words = [
        f"Our books hold {ours} {found.symbol}, the venue shows {venue}: a difference of {text(change)}.",
        "Risk counts the venue's number meanwhile, and nothing new is opened in this symbol.",
    ]
    if found.in_doubt:
        words.append(f"An order whose fate is unknown ({', '.join(found.in_doubt)}) may explain it.")
    elif not found.ours:
        words.append("It was probably bought before the account was linked, or by hand.")
    elif not found.venue:
        words.append("It was probably closed by hand, or by the venue.")
    words.append("Adopt takes the venue's number into our books.")
    if can_close(found.ours, found.venue):
        words.append("Close adopts it and sends an order for the difference.")
    words.append("Ignore leaves both as they are.")
    return " ".join(words)


def can_close(ours: Decimal, venue: Decimal) -> bool:
    """Whether an order for the difference would shrink what the venue holds: nothing else may be closed."""
    return venue != 0 and (venue - ours) * venue > 0 and abs(venue - ours) <= abs(venue)


def _evidence(found: Difference) -> tuple[dict[str, str], ...]:
    if found.average_price is None:
        return ()
    return ({"source": "position", "average_price": plain(found.average_price)},)
