"""What must hold after every step of every story, and what must hold once everything has come home."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from tests.simulation.world import ACCOUNTS, SYMBOLS, USER, World
from tradewright.domain.trading.events import parse_event
from tradewright.domain.trading.keeper.scene import is_heir, is_watched, is_wish
from tradewright.domain.trading.lifecycle import transition
from tradewright.domain.trading.order import Order
from tradewright.kernel.ids import AccountId

ZERO = Decimal(0)
PRICE_MOST = Decimal("104.2")
PRICE_LEAST = Decimal("95.8")
"""Between which the market of a story moves: a cap in money is compared in units, at the price least favourable to us."""


WORTH_AN_ORDER = Decimal(6)
"""In money: what is worth more than the smallest order (5) at its stop can be closed."""


class Broken(AssertionError):
    """A law does not hold. The words before the colon name it."""


def look(world: World) -> None:
    """Look at the venue and the database as they are after any step."""
    _taken_once(world)
    _known_before_sent(world)
    if not (world.traded_by_hand or world.taken_back):  # neither asks us first
        _within_the_caps(world)


def look_at_the_end(world: World) -> None:
    """Look once calls, events and look-ups have come home."""
    look(world)
    _decided(world)
    _ended(world)
    _nothing_waits(world)
    _there_is_a_way_out(world)
    _books_are_the_venues(world)
    _replay(world)


def _taken_once(world: World) -> None:
    for account_id in ACCOUNTS:
        counts = Counter(
            order.client_id for order in world.venues[account_id].orders if order.client_id is not None
        )
        for client_id, count in counts.items():
            if count > 1:
                raise Broken(f"an order reached the venue twice: {client_id}")


def _known_before_sent(world: World) -> None:
    known = {(order.account_id, order.client_order_id) for order in world.store.orders.values()}
    for account_id in ACCOUNTS:
        for order in world.venues[account_id].orders:
            if order.client_id is not None and (account_id, order.client_id) not in known:
                raise Broken(f"the venue has an order that was never committed: {order.client_id}")


def _within_the_caps(world: World) -> None:
    """The user's caps hold over both accounts together, counted by what the venues hold and would fill."""
    limits = world.store.limits[USER]
    total = ZERO
    for symbol in SYMBOLS:
        units = sum((world.venues[one].exposure(symbol) for one in ACCOUNTS), ZERO)
        total += units
        cap = limits.position_notional_max
        if cap is not None and any(
            world.venues[one].exposure(symbol) * PRICE_LEAST > cap for one in ACCOUNTS
        ):
            raise Broken(f"a position is above its cap: {symbol} {units} units, {cap}")
    if limits.exposure_gross_max is not None and total * PRICE_LEAST > limits.exposure_gross_max:
        raise Broken(f"exposure is above its cap: {total} units, {limits.exposure_gross_max}")


def _decided(world: World) -> None:
    undecided = [*world.store.pending, *world.store.waiting]
    if undecided:
        raise Broken(f"a signal is decided by nobody: {world.store.signals[undecided[0]].intent.action}")


def _ended(world: World) -> None:
    for order in world.store.orders.values():
        if order.state in ("submitting", "unknown"):
            raise Broken(f"an order's fate stays open: {order.leg} {order.symbol} {order.state}")


def _nothing_waits(world: World) -> None:
    """What waits here for another order (room, an exit, a predecessor's end) has been sent or has ended."""
    orders = world.store.orders
    for order in orders.values():
        if order.state != "held" or not (order.leg in ("entry", "exit") or is_heir(order)):
            continue
        before = None if order.parent_order_id is None else orders[order.parent_order_id]
        if before is None or before.is_terminal or before.order_type == "market":
            raise Broken(f"an order waits for what never comes: {order.leg} {order.symbol}")


def _there_is_a_way_out(world: World) -> None:
    """Where a stop of ours stands ready for what is held, and its price is known, it rests at the venue, or another order
    that closes; or we watch the price because the venue refused to.
    """
    for account_id in ACCOUNTS:
        book, venue = world.desk.book.accounts[account_id], world.venues[account_id]
        for stop in book.orders.values():
            if not is_wish(stop) or stop.leg != "stop" or stop.stop_price is None or is_watched(stop):
                continue
            held = book.position(stop.symbol).quantity
            entry = None if stop.parent_order_id is None else book.orders.get(stop.parent_order_id)
            least = min(abs(held), stop.quantity - (ZERO if entry is None else entry.remaining))
            # What is held may belong to another entry, whose trail has not begun.
            waits = any(
                is_wish(one) and one.leg == "stop" and one.stop_price is None
                for one in book.orders_of(stop.symbol)
            )
            # Or the price of another entry's stop is watched here, for as much.
            waits = waits or any(
                is_wish(one) and is_watched(one) and one.leg == "stop" and one.quantity >= least
                for one in book.orders_of(stop.symbol)
            )
            is_way_out = held * stop.signed_remaining < 0 and stop.symbol not in book.exposures and not waits
            if not is_way_out or least * stop.stop_price < WORTH_AN_ORDER:
                continue
            if not any(
                one.is_open and one.symbol == stop.symbol and one.change * held < 0 for one in venue.orders
            ):
                raise Broken(f"a position has no way out: {stop.symbol} {held}")


def _books_are_the_venues(world: World) -> None:
    for account_id in ACCOUNTS:
        venue = world.venues[account_id]
        for symbol in SYMBOLS:
            ours = world.desk.book.accounts[account_id].position(symbol).quantity
            folded = sum(
                (
                    row.quantity if (row.side == "buy") == (row.kind != "bust") else -row.quantity
                    for (owner, _), row in world.store.executions.items()
                    if owner == account_id and row.symbol == symbol
                ),
                ZERO,
            )
            if ours != folded:
                raise Broken(f"a position is not the sum of its executions: {symbol} {ours}, {folded}")
            if ours != (theirs := venue.held.get(symbol, ZERO)) and not _is_told(world, account_id, symbol):
                raise Broken(f"our position is not the venue's: {symbol} {ours}, {theirs}")
        for order in world.store.orders.values():
            if order.account_id != account_id:
                continue
            at_venue = [one for one in venue.orders if one.client_id == order.client_order_id]
            filled = sum((one.filled for one in at_venue), ZERO)
            if filled != order.filled_quantity:
                raise Broken(f"filled here and there differ: {order.leg} {order.filled_quantity}, {filled}")
            if at_venue and at_venue[0].is_open == order.is_terminal:
                raise Broken(f"open there and ended here, or the reverse: {order.leg} {order.state}")


def _is_told(world: World, account_id: AccountId, symbol: str) -> bool:
    """Whether a difference is one that must be: a spot venue's surplus is its owner's, and what is missing is shown."""
    ours = world.desk.book.accounts[account_id].position(symbol).quantity
    if (
        not world.profile.capabilities.settles_positions
        and world.venues[account_id].held.get(symbol, ZERO) >= ours
    ):
        return world.traded_by_hand
    found = world.desk.watches[account_id].discrepancies.values()
    return world.traded_by_hand and any(one.symbol == symbol and one.kind == "position" for one in found)


def _replay(world: World) -> None:
    for order_id, born in world.store.born.items():
        order: Order = born
        for event in world.store.events[order_id][born.event_count + 1 :]:
            order, _ = transition(order, parse_event(event.kind, event.data))
        if order != world.store.orders[order_id]:
            raise Broken(f"the log tells another story than the row: {order.leg} {order.state}")
