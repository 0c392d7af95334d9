"""What must hold of one account after a run: our rows beside the venue's own truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from tests.chaos.plant import LIMIT_NOTIONAL, ChaosPlant, Stall
from tests.chaos.venues import MARKET, OVER, SYMBOLS

ZERO = Decimal(0)
ENDED = ("filled", "cancelled", "rejected", "expired", "not_placed")

ROWS: dict[str, str] = {
    "an alert has other than one signal": """
        select a.alert_id from app.alert a left join app.signal s using (user_id, alert_id)
         where a.received_at >= $2 and a.outcome = 'accepted' and exists (
           select from app.signal x where x.alert_id = a.alert_id and x.account_id = $1)
         group by 1 having count(s.signal_id) <> 1""",
    "a signal failed": """
        select signal_id from app.signal where account_id = $1 and received_at >= $2 and state = 'failed'""",
    "order events have a gap": """
        select e.order_id from app.order_event e join app.trade_order o using (user_id, order_id)
         where o.account_id = $1 and o.created_at >= $2 group by 1 having count(*) <> max(number) + 1""",
    "a position is not the sum of its executions": """
        select symbol from app.position p where account_id = $1 and quantity <> (
          select coalesce(sum(case side when 'buy' then quantity else -quantity end), 0) from app.execution e
           where e.account_id = p.account_id and e.symbol = p.symbol and fee_currency is null)
           and not exists (select from app.execution e where e.account_id = p.account_id and e.symbol = p.symbol
                             and fee_currency is not null)""",
    "a money-moving act without a log record before it": """
        select o.order_id from app.trade_order o left join app.order_event e on e.order_id = o.order_id and e.number = 0
         where o.account_id = $1 and o.created_at >= $2 and e.order_id is null""",
}


async def check(plant: ChaosPlant, stall: Stall, since: object, *, traded_by_hand: bool) -> list[str]:
    """Return a sentence for each invariant that does not hold."""
    broken = []
    for sentence, statement in ROWS.items():
        arguments = (stall.account_id, since) if "$2" in statement else (stall.account_id,)
        found = await plant.owner_rows(statement, *arguments)
        if found:
            broken.append(f"{sentence}: {len(found)}, first {dict(found[0])}")
    assert plant.fakes is not None
    venue = await plant.fakes.account(stall.broker, stall.key)
    broken += await _orders(plant, stall, venue)
    broken += await _positions(plant, stall, venue, traded_by_hand=traded_by_hand)
    return broken


async def _orders(plant: ChaosPlant, stall: Stall, venue: dict[str, Any]) -> list[str]:
    broken = []
    ours = {
        row["client_order_id"]: row
        for row in await plant.owner_rows(
            "select client_order_id, venue_order_id, state, filled_quantity, leg from app.trade_order where account_id = $1",
            stall.account_id,
        )
    }
    by_venue_id = {row["venue_order_id"] for row in ours.values()}
    external = {
        row["venue_order_id"]
        for row in await plant.owner_rows(
            "select venue_order_id from app.external_order where account_id = $1", stall.account_id
        )
    }
    counts: Counter[str] = Counter()
    filled: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in venue["orders"]:
        client_id = order["client_id"]
        if client_id in ours:
            # What a venue makes of one order (a replacement, the order a triggered one becomes) is still that order.
            counts[client_id] += 0 if order["replaces"] or order["triggered_by"] else 1
            filled[client_id] += Decimal(order["filled"])
            row = ours[client_id]
            if order["status"] not in OVER and row["state"] in ENDED:
                broken.append(f"open at the venue and ended here: {row['leg']} {row['state']}")
        elif (
            str(order["id"]) not in by_venue_id | external
            and str(order["number"]) not in by_venue_id | external
        ):
            broken.append(
                f"nobody's order at the venue: {order['side']} {order['quantity']} {order['symbol']}"
            )
    broken += [
        f"filled here and there differ: {ours[one]['leg']} {ours[one]['filled_quantity']} and {amount}"
        for one, amount in filled.items()
        if amount != ours[one]["filled_quantity"]
    ]
    broken += [f"an order reached the venue {n} times: {one}" for one, n in counts.items() if n > 1]
    return broken


async def _positions(
    plant: ChaosPlant, stall: Stall, venue: dict[str, Any], *, traded_by_hand: bool
) -> list[str]:
    broken = []
    rows = await plant.owner_rows(
        "select symbol, quantity from app.position where account_id = $1", stall.account_id
    )
    ours = {row["symbol"]: row["quantity"] for row in rows}
    found = await plant.owner_rows(
        "select symbol from app.discrepancy where account_id = $1 and state = 'open'", stall.account_id
    )
    told = {row["symbol"] for row in found}
    for listed in SYMBOLS[stall.broker]:
        if MARKET[stall.broker] == "spot":
            theirs = Decimal(venue["cash"].get(listed.theirs.removesuffix("USDT"), "0"))
        else:
            theirs = sum(
                (Decimal(one["quantity"]) for one in venue["positions"] if one["symbol"] == listed.theirs),
                ZERO,
            )
        held = ours.get(listed.ours, ZERO)
        is_surplus = MARKET[stall.broker] == "spot" and theirs >= held
        if held != theirs and listed.ours not in told and not (is_surplus and traded_by_hand):
            broken.append(f"our position is not the venue's: {listed.ours} {held} and {theirs}")
        if not traded_by_hand and abs(theirs) * listed.price * Decimal("0.97") > Decimal(LIMIT_NOTIONAL):
            broken.append(f"a position is above its cap: {listed.ours} {theirs}")
    return broken
