"""One run: a handful of alerts at one account whose venue fails by plan, then rest, then every invariant."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

from tests.chaos.checks import check
from tests.chaos.plant import ChaosPlant, Stall
from tests.chaos.venues import SYMBOLS, Listed, plan

ALERTS = (2, 5)
WINDOW_S = 1.5
"""Alerts, price moves and hand orders fall into this time."""
REST_WITHIN_S = 150.0
"""Four spaced looks, their deadlines, and a machine that does much else."""


@dataclass
class Run:
    """What happened, for the report."""

    seed: int
    broker: str = ""
    faults: list[str] = field(default_factory=list)
    fired: int = 0
    alerts: int = 0
    orders: int = 0
    unknowns: int = 0
    by_hand: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"seed {self.seed} at {self.broker} with {', '.join(self.faults)}: {'; '.join(self.broken)}"


async def play(plant: ChaosPlant, stall: Stall, seed: int) -> Run:
    """Play the run of this seed on the stall; `broken` names every invariant that does not hold."""
    assert plant.fakes is not None
    dice = random.Random(seed)
    run = Run(seed, stall.broker)
    admin = plant.fakes.admin(stall.broker)
    since = await plant.owner_value("select clock_timestamp()")
    run.faults, rules = plan(dice, stall.key, seed)
    await admin.faults(rules, seed=seed)
    listed = dice.choice(SYMBOLS[stall.broker])
    try:
        async with asyncio.TaskGroup() as tasks:
            for number in range(dice.randint(*ALERTS)):
                run.alerts += 1
                body = _alert(dice, listed, seed, number)
                tasks.create_task(_send(plant, stall.path, dice.uniform(0, WINDOW_S), body))
            for _ in range(dice.randint(0, 3)):
                moved = listed.price * (1 + Decimal(dice.choice((-25, -10, -3, 3, 10, 25))) / 1000)
                tasks.create_task(_move(plant, stall, listed, dice.uniform(0, WINDOW_S), moved))
            if dice.random() < 0.1:
                run.by_hand, stall.traded_by_hand = 1, True
                tasks.create_task(_by_hand(plant, stall, listed, dice.uniform(0, WINDOW_S), dice))
        run.broken += await _rest(plant, stall, since)
        fired = await admin.fired()
        run.fired = sum(count for rule, count in fired.items() if rule.startswith(f"{seed}:"))
    finally:
        await admin.remove_faults(f"{seed}:*")
    if not run.broken:
        run.broken += await check(plant, stall, since, traded_by_hand=stall.traded_by_hand)
    counts = await plant.owner_row(
        """select count(*) as orders, count(*) filter (where exists (
             select from app.order_event e where e.order_id = o.order_id and e.kind = 'unknown')) as unknowns
             from app.trade_order o where o.account_id = $1 and o.created_at >= $2""",
        stall.account_id,
        since,
    )
    run.orders, run.unknowns = counts["orders"], counts["unknowns"]
    await _clean_up(plant, stall, listed)
    return run


def _alert(dice: random.Random, listed: Listed, seed: int, number: int) -> str:
    action = dice.choices(("buy", "sell", "exit", "cancel"), (50, 25, 20, 5))[0]
    body: dict[str, Any] = {"id": f"chaos{seed}-{number}", "ticker": listed.ours, "action": action}
    if action in ("buy", "sell"):
        body["quantity"] = str(listed.size * dice.choice((1, 1, 2)))
        if dice.random() < 0.5:
            body["stop_loss"] = "2%"
            if dice.random() < 0.6:
                body["take_profit"] = "3%"
        if dice.random() < 0.2:
            away = Decimal(dice.choice((-5, 5))) / 1000
            body |= {
                "order_type": "limit",
                "limit_price": str((listed.price * (1 + away)).quantize(Decimal("0.01"))),
            }
    return json.dumps(body)


async def _send(plant: ChaosPlant, path: str, due: float, body: str) -> None:
    """Post one alert at its time, again and again with the same id until somebody acknowledges it."""
    await asyncio.sleep(due)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{plant.port}", timeout=3) as client:
        for _ in range(600):
            try:
                answer = await client.post(path, content=body)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in (200, 202):
                return
            assert answer.status_code in (429, 503), f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.1)
    raise AssertionError("the gateway never came back")


async def _move(plant: ChaosPlant, stall: Stall, listed: Listed, due: float, price: Decimal) -> None:
    await asyncio.sleep(due)
    assert plant.fakes is not None
    await plant.fakes.price(stall.broker, listed, price.quantize(Decimal("0.01")))


async def _by_hand(plant: ChaosPlant, stall: Stall, listed: Listed, due: float, dice: random.Random) -> None:
    await asyncio.sleep(due)
    assert plant.fakes is not None
    market = {"binance": "spot", "binance_usdm": "futures"}.get(stall.broker)
    given = {} if market is None else {"market": market}
    await plant.fakes.admin(stall.broker).external_order(
        stall.key, listed.theirs, "buy", listed.size, **given
    )


async def _rest(plant: ChaosPlant, stall: Stall, since: object) -> list[str]:
    """Wait until nothing of the account is open but what rests at the venue by right; say what is, if it stays so."""
    loop = asyncio.get_running_loop()
    deadline, row = loop.time() + REST_WITHIN_S, None
    while loop.time() < deadline:
        row = await plant.owner_row(
            """select (select count(*) from app.signal where account_id = $1 and state in ('pending', 'waiting')
                         and (due_at is null or due_at < now() + interval '5 s')) as signals,
                      (select count(*) from app.trade_order where account_id = $1
                         and state in ('submitting', 'unknown')) as open_fates,
                      (select count(*) from app.trade_order where account_id = $1 and cancel_requested
                         and state in ('working', 'partly_filled')) as cancels""",
            stall.account_id,
        )
        if not any(row.values()) and not await check(plant, stall, since, traded_by_hand=True):
            return []
        await asyncio.sleep(0.2)
    assert row is not None
    if not any(row.values()):
        return []
    doubts = await plant.owner_rows(
        """select o.leg, o.state, o.reason, o.unknown_since, i.began_at, i.misses, i.evidence
             from app.trade_order o left join app.inquiry i using (user_id, order_id)
            where o.account_id = $1 and o.state in ('submitting', 'unknown')""",
        stall.account_id,
    )
    return [f"it does not come to rest: {dict(row)}", *(f"in doubt: {dict(one)}" for one in doubts)]


async def _clean_up(plant: ChaosPlant, stall: Stall, listed: Listed) -> None:
    """Leave the account flat for the next run, by the product's own flatten."""
    assert plant.fakes is not None
    await plant.fakes.price(stall.broker, listed, listed.price)
    for _ in range(100):
        try:
            answer = await stall.client.post("/flatten", json={"account_id": stall.account_id})
            if answer.status_code in (200, 202):
                break
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.2)
    for _ in range(150):
        held = await plant.owner_value(
            """select (select count(*) from app.position where account_id = $1 and quantity <> 0)
                    + (select count(*) from app.trade_order where account_id = $1
                        and state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
                    + (select count(*) from app.signal where account_id = $1 and state in ('pending', 'waiting'))""",
            stall.account_id,
        )
        if not held:
            return
        await asyncio.sleep(0.2)
