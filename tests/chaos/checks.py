"""What must hold of one account after a run: our rows beside the venue's own truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tests.chaos.plant import LIMIT_NOTIONAL, ChaosPlant, Stall
from tests.chaos.venues import MARKET, OVER, TRADED, ZERO
from tradewright_fakes.matching import Event, Order

if TYPE_CHECKING:
    from tests.chaos.run import Run

ENDED = ("filled", "cancelled", "rejected", "expired", "not_placed")
MOVED: Final = Decimal("0.97")
"""Prices move by 2.5 % within a run: what was within its cap when it was bought may look larger at the price it began at."""

DUST: Final = Decimal("0.01")
"""Alpaca tells no fee of a coin until the day is over: ours is at the taker's rate, and less than an order stays over."""

ROWS: dict[str, str] = {
    "an alert has other than one signal": """
        select a.alert_id from app.alert a left join app.signal s using (user_id, alert_id)
         where a.user_id = $1 and $2::uuid is not null and a.received_at >= $3 and a.outcome = 'accepted'
         group by 1 having count(s.signal_id) <> 1""",
    "a signal failed": """
        select signal_id from app.signal
         where user_id = $1 and account_id = $2 and received_at >= $3 and state = 'failed'""",
    "order events have a gap": """
        select e.order_id from app.order_event e join app.trade_order o using (user_id, order_id)
         where o.user_id = $1 and o.account_id = $2 and o.created_at >= $3
         group by 1 having count(*) <> max(number) + 1""",
    "two orders of one leg of one signal are live or filled": """
        select o.signal_id, o.leg, o.symbol from app.trade_order o
         where o.user_id = $1 and o.account_id = $2 and o.created_at >= $3 and o.leg = 'entry'
           and (o.filled_quantity > 0 or o.state in ('submitting', 'unknown', 'working', 'partly_filled'))
           and not exists (select from app.order_event e where e.user_id = o.user_id and e.order_id = o.order_id
                             and e.kind like 'replac%')
         group by 1, 2, 3 having count(*) > 1""",
    "a position is not the sum of its executions": """
        select symbol from app.position p
         where user_id = $1 and account_id = $2 and $3::timestamptz is not null and quantity <> (
          select coalesce(sum(case when (side = 'buy') <> (kind = 'bust') then quantity else -quantity end), 0)
            from app.execution e
           where e.user_id = p.user_id and e.account_id = p.account_id and e.symbol = p.symbol and fee_currency is null)
           and not exists (select from app.execution e where e.user_id = p.user_id and e.account_id = p.account_id
                             and e.symbol = p.symbol and fee_currency is not null)""",
    "an order of ours is shown as a stranger's": """
        select e.client_order_id from app.external_order e join app.trade_order o
            on o.user_id = e.user_id and o.account_id = e.account_id
             and (o.client_order_id = e.client_order_id or o.venue_order_id = e.venue_order_id)
         where e.user_id = $1 and e.account_id = $2 and e.first_seen_at >= $3""",
    "a money-moving act without a log record before it": """
        select o.order_id from app.trade_order o
          left join app.order_event e on e.user_id = o.user_id and e.order_id = o.order_id and e.number = 0
         where o.user_id = $1 and o.account_id = $2 and o.created_at >= $3 and e.order_id is null""",
}


async def check(plant: ChaosPlant, stall: Stall, run: Run) -> list[str]:
    """Return a sentence for each invariant that does not hold at rest."""
    broken = []
    for sentence, statement in ROWS.items():
        found = await plant.owner_rows(statement, stall.user_id, stall.account_id, run.since)
        if found:
            broken.append(f"{sentence}: {len(found)}, first {dict(found[0])}")
    accepted = await plant.owner_value(
        "select count(*) from app.alert where user_id = $1 and received_at >= $2 and outcome = 'accepted'",
        stall.user_id,
        run.since,
    )
    if not len(run.acknowledged) <= accepted <= run.alerts:
        broken.append(f"{len(run.acknowledged)} alerts were acknowledged and {accepted} were accepted")
    found = await plant.owner_rows(
        "select symbol from app.discrepancy where account_id = $1 and state = 'open'", stall.account_id
    )
    told = {row["symbol"] for row in found}
    broken += await _orders(plant, stall, run, told)
    broken += await _positions(plant, stall, run, told)
    broken += await _money(plant, stall, run)
    return broken


def check_cap(plant: ChaosPlant, broker: str, event: Event) -> None:
    """Note on the run under way when a fill took a position above its cap, at the instant it did."""
    stall = plant.by_key.get((broker, event.account.id))
    run = None if stall is None else stall.run
    if run is None or run.is_foreign:
        return
    listed = next(one for one in TRADED[broker] if one.theirs == event.order.symbol)
    held = event.account.books.held(listed.theirs, "both")
    if abs(held) * listed.price * MOVED > Decimal(LIMIT_NOTIONAL):
        run.broken.append(f"a fill took a position above its cap: {listed.ours} {held}")


async def _orders(plant: ChaosPlant, stall: Stall, run: Run, told: set[str]) -> list[str]:
    broken = []
    ours = {
        row["client_order_id"]: row
        for row in await plant.owner_rows(
            """select client_order_id, venue_order_id, state, filled_quantity, leg, symbol from app.trade_order
                where user_id = $1 and account_id = $2 and created_at >= $3""",
            stall.user_id,
            stall.account_id,
            run.since,
        )
    }
    by_venue_id = {row["venue_order_id"] for row in ours.values()}
    external = {
        row["venue_order_id"]
        for row in await plant.owner_rows(
            "select venue_order_id from app.external_order where user_id = $1 and account_id = $2",
            stall.user_id,
            stall.account_id,
        )
    }
    counts: Counter[str] = Counter()
    filled: defaultdict[str, Decimal] = defaultdict(Decimal)
    names: dict[str, str] = {}
    for order in plant.venues.orders(stall.broker, stall.key, after=run.orders_before):
        # What a venue makes of one order (a replacement, the order a triggered one becomes) is still that order, also where
        # the venue gives it a name of its own.
        name = names[str(order.id)] = names.get(str(order.replaces), order.client_id)
        row = ours.get(name)
        if row is not None:
            counts[name] += 0 if order.replaces or _is_of_trigger(order) else 1
            filled[name] += order.filled
            if order.status not in OVER and row["state"] in ENDED:
                broken.append(f"open at the venue and ended here: {row['leg']} {row['state']}")
        elif not {str(order.id), str(order.number)} & (by_venue_id | external) and not _is_leg_of(
            order, ours
        ):
            broken.append(f"nobody's order at the venue: {order.side} {order.quantity} {order.symbol}")
    broken += [
        f"filled here and there differ: {ours[one]['leg']} {ours[one]['filled_quantity']} and {amount}"
        for one, amount in filled.items()
        # A bust whose event was lost is told by no list: what is left of it is the difference, and that is shown.
        if amount != ours[one]["filled_quantity"] and not (run.is_busted and ours[one]["symbol"] in told)
    ]
    broken += [f"an order reached the venue {n} times: {one}" for one, n in counts.items() if n > 1]
    return broken


def _is_leg_of(order: Order, ours: dict[str, Any]) -> bool:
    """Whether the venue made it of a bracket of ours: a leg that ended before anybody told its id keeps the venue's name."""
    entry = None if order.group is None else order.group.entry
    return entry is not None and entry.client_id in ours


def _is_of_trigger(order: Order) -> bool:
    return isinstance(order.tags.get("algo_parent"), Order)


async def _positions(plant: ChaosPlant, stall: Stall, run: Run, told: set[str]) -> list[str]:
    broken = []
    rows = await plant.owner_rows(
        "select symbol, quantity from app.position where user_id = $1 and account_id = $2",
        stall.user_id,
        stall.account_id,
    )
    ours = {row["symbol"]: row["quantity"] for row in rows}
    for listed in TRADED[stall.broker]:
        theirs = plant.venues.held(stall.broker, stall.key, listed)
        held = ours.get(listed.ours, ZERO)
        if "/" in listed.theirs and abs(theirs - held) < DUST:
            continue
        is_surplus = MARKET[stall.broker] == "spot" and theirs >= held
        if held != theirs and listed.ours not in told and not (is_surplus and run.is_foreign):
            broken.append(f"our position is not the venue's: {listed.ours} {held} and {theirs}")
    return broken


async def _money(plant: ChaosPlant, stall: Stall, run: Run) -> list[str]:
    """Money that came or went without a trade is shown: as one sum with whatever else no fill explains at that moment."""
    if not run.moved or run.is_foreign:
        return []
    found = await plant.owner_rows(
        "select amount from app.transfer where user_id = $1 and account_id = $2 and found_at >= $3",
        stall.user_id,
        stall.account_id,
        run.since,
    )
    return [] if found else [f"money moved unseen: {run.moved}"]
