"""One seeded run: alerts under way, processes killed and started again, and the invariants at the end."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field

import asyncpg
import httpx

from tests.crash.plant import SERVERS, Plant

ALERTS = 40
WINDOW_S = 1.2
"""Alerts and kills fall into this time."""
SETTLE_TIMEOUT_S = 60.0
SYMBOLS = ("BTCUSD", "ETHUSD", "AAPL")


@dataclass
class Story:
    """What happened in one run, for the report."""

    seed: int
    kills: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    resent: int = 0
    broken: list[str] = field(default_factory=list)


async def play(plant: Plant, seed: int, *, servers: bool = False) -> Story:
    """Play the run of this seed; `broken` in the result names every invariant that does not hold.

    With `servers`, PostgreSQL and NATS are among those who may be killed.
    """
    victims = [*plant.parts, *(SERVERS if servers else ())]
    dice = random.Random(seed)
    story = Story(seed)
    since = await plant.owner.fetchval("select clock_timestamp()")
    kills = [(dice.uniform(0, WINDOW_S), dice.choice(victims)) for _ in range(dice.randint(1, 3))]
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{plant.port}", timeout=3) as client,
        asyncio.TaskGroup() as tasks,
    ):
        for number in range(ALERTS):
            body = {
                "id": f"seed{seed}-{number}",
                "ticker": dice.choice(SYMBOLS),
                "action": dice.choice(("buy", "sell")),
                "quantity": "1",
            }
            due, path = dice.uniform(0, WINDOW_S), dice.choice(plant.paths)
            tasks.create_task(_send(client, story, due, path, json.dumps(body)))
        for due, name in sorted(kills):
            tasks.create_task(_kill(plant, story, due, name, pause=dice.uniform(0, 0.4)))
    await plant.answering()
    await plant.reconnect()
    await _settled(plant, since)
    story.broken += [problem async for problem in check(plant.owner, since, story.acknowledged)]
    return story


async def _send(client: httpx.AsyncClient, story: Story, due: float, path: str, body: str) -> None:
    """Post one alert at its time, again and again with the same id until somebody acknowledges it."""
    await asyncio.sleep(due)
    for attempt in range(400):
        try:
            answer = await client.post(path, content=body)
        except httpx.TransportError:
            story.resent += 1
            await asyncio.sleep(0.05)
            continue
        if answer.status_code in (200, 202):
            # A repeat after a lost answer points to the alert that was stored the first time.
            document = answer.json()
            story.acknowledged.add(document.get("duplicate_of") or document["alert_id"])
            return
        assert answer.status_code == 503, f"attempt {attempt}: {answer.status_code} {answer.text}"
        await asyncio.sleep(0.05)
    raise AssertionError("the gateway never came back")


async def _kill(plant: Plant, story: Story, due: float, name: str, *, pause: float) -> None:
    await asyncio.sleep(due)
    story.kills.append(name)
    await plant.crash(name, down_s=pause)


async def _settled(plant: Plant, since: object) -> None:
    deadline = asyncio.get_running_loop().time() + SETTLE_TIMEOUT_S
    while asyncio.get_running_loop().time() < deadline:
        waiting = await plant.owner.fetchval(
            """select (select count(*) from app.signal where received_at >= $1 and state in ('pending', 'waiting'))
                    + (select count(*) from app.trade_order where created_at >= $1 and state in ('submitting', 'unknown'))
                    + (select count(*) from app.paper_execution p where occurred_at >= $1 and not exists
                         (select from app.execution e
                           where e.account_id = p.account_id and e.venue_execution_id = p.venue_execution_id))
                    + (select count(*) from app.outbox)""",
            since,
        )
        if not waiting:
            return
        await asyncio.sleep(0.05)


CHECKS = {
    "an alert has other than one signal": """
        select a.alert_id from app.alert a left join app.signal s using (user_id, alert_id)
         where a.received_at >= $1 and a.outcome = 'accepted' group by 1 having count(s.signal_id) <> 1""",
    "a signal has no terminal outcome": """
        select signal_id from app.signal
         where received_at >= $1 and state not in ('ordered', 'denied', 'ignored', 'done')""",
    # The exit of a reversal is asked for again where the venue refused it, or where it was never sent.
    "an ordered signal has no order, or two for one leg": """
        select s.signal_id from app.signal s left join app.trade_order o using (user_id, signal_id)
         where s.received_at >= $1 and s.state = 'ordered' group by 1
        having count(o.order_id) = 0
            or count(o.order_id) filter (where (o.leg = 'exit' and o.state in ('rejected', 'not_placed')) is not true)
               > count(distinct o.leg)""",
    # A reversal closes first: where prices are away longer than it waits, its entry is denied and its exits stand.
    "an order of a signal that ordered nothing": """
        select o.order_id from app.trade_order o join app.signal s using (user_id, signal_id)
         where s.received_at >= $1 and s.state not in ('ordered')
           and (s.step > 0 and o.leg = 'exit' and o.reduce_only) is not true""",
    "an order has no terminal outcome": """
        select order_id, state from app.trade_order
         where created_at >= $1 and state not in ('filled', 'cancelled', 'rejected', 'expired', 'not_placed')""",
    "an order reached the venue twice": """
        select account_id, client_order_id from app.paper_order
         where received_at >= $1 group by 1, 2 having count(*) > 1""",
    "the venue refused a repeat, so one was sent": """
        select order_id from app.order_event where recorded_at >= $1 and data->>'code' like 'duplicate%'""",
    "the venue holds an order that we do not": """
        select p.client_order_id from app.paper_order p left join app.trade_order o
            on o.account_id = p.account_id and o.client_order_id = p.client_order_id
         where p.received_at >= $1 and o.order_id is null""",
    "filled here and filled at the venue differ": """
        select o.order_id from app.trade_order o left join app.paper_order p
            on p.account_id = o.account_id and p.client_order_id = o.client_order_id
         where o.created_at >= $1 and o.filled_quantity <> coalesce(p.filled_quantity, 0)""",
    "our executions are not the venue's": """
        select e.venue_execution_id from app.execution e full join app.paper_execution p
            on p.account_id = e.account_id and p.venue_execution_id = e.venue_execution_id
         where e.execution_id is null or p.venue_execution_id is null""",
    "a position is not the sum of its executions": """
        select account_id, symbol from (
          select account_id, symbol, sum(case side when 'buy' then quantity else -quantity end) as held
            from app.execution group by 1, 2) e
          full join app.position p using (account_id, symbol)
         where coalesce(e.held, 0) <> coalesce(p.quantity, 0)""",
    "a book is not the fold of its executions": """
        select b.account_id from app.account_book b
          left join (select account_id, sum(realised) as realised, sum(fee) as fees from app.execution group by 1) e
            using (account_id)
         where b.realised <> coalesce(e.realised, 0) or b.fees <> coalesce(e.fees, 0)""",
    "order events have a gap": """
        select order_id from app.order_event group by 1 having count(*) <> max(number) + 1""",
}


async def check(owner: asyncpg.Connection[asyncpg.Record], since: object, acknowledged: set[str]):  # type: ignore[no-untyped-def]
    """Yield a sentence for each invariant that does not hold."""
    for sentence, statement in CHECKS.items():
        arguments = (since,) if "$1" in statement else ()
        found = await owner.fetch(statement, *arguments)
        if found:
            yield f"{sentence}: {len(found)}, first {dict(found[0])}"
    stored = {
        str(row["alert_id"])
        for row in await owner.fetch(
            "select alert_id from app.alert where received_at >= $1 and outcome = 'accepted'", since
        )
    }
    if lost := acknowledged - stored:
        yield f"acknowledged and lost: {sorted(lost)}"
