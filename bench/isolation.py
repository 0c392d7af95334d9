"""Does a slow venue delay another account's orders?

Every trader has one account that answers at once and several at the same venue whose every request takes 100 ms. Three
arms, in an order that turns round with each repeat: the quick accounts alone; beside the others while these are quick too
(what the machine's load alone costs); beside them while they are slow (what their slowness adds). Measured: from the
gateway's receipt of an alert to the order's arrival at the venue, by the venue's own journal.
"""

from __future__ import annotations

from typing import Any, Final

import asyncpg
from measuring import percentile, settled  # type: ignore[import-not-found]
from product import Product, run_load  # type: ignore[import-not-found]
from traders import Seat, shots_of  # type: ignore[import-not-found]
from venues import FakeVenue  # type: ignore[import-not-found]

SEATS: Final = {"alpaca": (12, 2), "binance": (4, 2)}
"""Traders, and accounts of each beside the quick one. With fewer at Alpaca, a quick account's share of the rate would exceed
the 200 requests a minute that a key may send, and its own limit would be what is measured. Binance counts what an address
asks, all accounts together: about a dozen spot accounts fit, and beyond them looks and prices wait for their turn.
"""
SLOW_MS: Final = 100
ARMS: Final = ("alone", "beside quick", "beside slow")
WARM_UP_S: Final = 4.0
WARM_UPS_MAX: Final = 6
"""Connections that open, first statements and prices: not counted, and repeated until every alert made an order."""


async def isolation(
    product: Product, venue: FakeVenue, *, rate: float, rate_beside: float, seconds: float, repeats: int
) -> dict[str, Any]:
    """Return p50 and p99 of the quick accounts for each arm, in milliseconds, and the ratios of p99: to "alone", and of slow
    neighbours to quick ones. `not_ordered` counts signals of all accounts that made no order once all was warm, by reason.
    """
    traders, beside_each = SEATS[venue.broker]
    share = traders / max(most for most, _ in SEATS.values())
    rate, rate_beside = rate * share, rate_beside * share  # as much a trader at every venue
    desks = [
        await venue.open_desk(product.base, f"t{number}", accounts=1 + beside_each)
        for number in range(traders)
    ]
    quick = [desk[0][1] for desk in desks]
    beside = [seat for desk in desks for _, seat in desk[1:]]
    slow_keys = [key for desk in desks for key, _ in desk[1:]]
    alone, together = [(quick, rate)], [(quick, rate), (beside, rate_beside)]
    for _ in range(WARM_UPS_MAX):
        _, missing = await _arm(product, venue, together, WARM_UP_S)
        if not missing:
            break
    database = await asyncpg.connect(product.database_url())
    warm_at = await database.fetchval("select now()")
    heard: dict[str, list[float]] = {arm: [] for arm in ARMS}
    lost = 0
    for repeat in range(repeats):
        for arm in ARMS if repeat % 2 == 0 else ARMS[::-1]:
            await venue.set_latency(slow_keys, SLOW_MS if arm == "beside slow" else 0)
            times, missing = await _arm(product, venue, alone if arm == ARMS[0] else together, seconds)
            heard[arm] += times
            lost += missing
    reasons = await database.fetch(
        """select reason_code, count(*) as signals from app.signal
            where received_at >= $1 and state not in ('ordered', 'done') group by 1""",
        warm_at,
    )
    await database.close()
    base, beside_quick, beside_slow = (percentile(heard[arm], 0.99) for arm in ARMS)
    return {
        "venue": venue.broker,
        "rate": rate,
        "rate_beside": rate_beside,
        "lost": lost,
        "not_ordered": {row["reason_code"]: row["signals"] for row in reasons},
        "slow_to_quick": round(beside_slow / beside_quick, 2),
        "arms": {
            arm: {
                "orders": len(times),
                "p50_ms": round(percentile(times, 0.5), 1),
                "p99_ms": round(percentile(times, 0.99), 1),
                "p99_ratio": round(percentile(times, 0.99) / base, 2),
            }
            for arm, times in heard.items()
        },
    }


async def _arm(
    product: Product, venue: FakeVenue, lanes: list[tuple[list[Seat], float]], seconds: float
) -> tuple[list[float], int]:
    """Send each lane's alerts at its rate; return the times of the first lane in milliseconds, and how many of its alerts
    made no order.
    """
    plan = [{"shots": shots_of(seats), "rate": rate} for seats, rate in lanes]
    database = await asyncpg.connect(product.database_url())
    since = await database.fetchval("select now()")
    run = {"lanes": plan, "seconds": seconds, "run": f"i{since}"}
    await run_load({"host": "127.0.0.1", "port": product.port} | run)
    await settled(database)
    rows = await database.fetch(
        """select a.alert_id, extract(epoch from a.received_at)::float8 as received, o.client_order_id
             from app.alert a
             join app.signal s on s.user_id = a.user_id and s.alert_id = a.alert_id
             left join app.trade_order o on o.user_id = s.user_id and o.signal_id = s.signal_id
            where a.received_at >= $1 and a.outcome = 'accepted' and s.account_id = any($2::uuid[])""",
        since,
        [seat.account_id for seat in lanes[0][0]],
    )
    await database.close()
    arrivals = await venue.arrivals()
    times = [
        (arrivals[row["client_order_id"]] - row["received"]) * 1000
        for row in rows
        if row["client_order_id"] in arrivals
    ]
    return times, len({row["alert_id"] for row in rows}) - len(times)
