"""One run: a handful of alerts at one account whose venue fails by plan, then rest, then every invariant."""

from __future__ import annotations

import asyncio
import json
import random
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx

from tests.chaos import acts, faults
from tests.chaos.acts import ACTS, Scene
from tests.chaos.checks import check
from tests.chaos.plant import ChaosPlant, Stall
from tests.chaos.venues import MARKET, SYMBOLS, TRADED, Listed

ALERTS = (2, 5)
WINDOW_S = 1.5
"""Alerts, price moves and acts fall into this time."""
REST_WITHIN_S = 240.0
"""Four spaced looks, their deadlines, and a machine that does much else."""
FLAT_WITHIN_S = 150.0
ASK_FLAT_EVERY_S = 10.0


@dataclass
class Run:
    """What happened, for the report."""

    seed: int
    broker: str = ""
    faults: list[str] = field(default_factory=list)
    fired: dict[str, int] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    """Those that came to pass."""
    alerts: int = 0
    orders: int = 0
    unknowns: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    since: datetime | None = None
    orders_before: int = 0
    is_foreign: bool = False
    """Whether something was held that no decision of ours brought: caps are then not ours to keep."""
    is_busted: bool = False
    is_cut_off: bool = False
    """Whether the account's key was revoked in this run: its alerts may be refused."""
    acknowledged: set[str] = field(default_factory=set)
    """Alerts that somebody answered for, by their text."""
    moved: int = 0
    """Money that came in, or went out, without a trade."""

    def __str__(self) -> str:
        what = ", ".join([*self.faults, *self.acts])
        return f"seed {self.seed} at {self.broker} with {what}: {'; '.join(self.broken)}"


async def play(plant: ChaosPlant, stall: Stall, seed: int) -> Run:
    """Play the run of this seed on the stall; `broken` names every invariant that does not hold."""
    run = Run(seed, stall.broker)
    began = asyncio.get_running_loop().time()
    stall.run = run
    try:
        await _play(plant, stall, run)
    except Exception as error:  # noqa: BLE001
        # Policy: a run that cannot be played is a finding with a seed, and the others go on.
        run.broken += [f"{type(one).__name__}: {one} ({_place(one)})" for one in _leaves(error)]
        plant.venues.venue(stall.broker).faults.remove(f"{seed}:*")
        run.broken += await _clean_up(plant, stall, TRADED[stall.broker][0])
    finally:
        plant.venues.venue(stall.broker).faults.remove(f"{seed}:*")
        stall.run = None
    run.seconds = asyncio.get_running_loop().time() - began
    return run


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in _leaves(one)]
    return [error]


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-3:]))


async def _play(plant: ChaosPlant, stall: Stall, run: Run) -> None:
    dice = random.Random(run.seed)
    run.since = await plant.owner_value("select clock_timestamp()")
    run.faults, rules = faults.plan(dice, stall.key, run.seed)
    names = acts.draw(dice, stall.broker)
    listed = acts.symbol_of(stall.broker, names, dice.choice(SYMBOLS[stall.broker]))
    account = plant.venues.account(stall.broker, stall.key)
    run.orders_before = len(account.orders)
    scene = [
        Scene(
            plant,
            stall,
            run,
            listed,
            random.Random(f"{run.seed}:{name}"),
            run.orders_before,
            len(account.fills),
        )
        for name in names
    ]
    plant.venues.begin_faults(stall.broker, rules, seed=run.seed)
    async with asyncio.TaskGroup() as tasks:
        run.alerts = dice.randint(*ALERTS)
        for number in range(run.alerts):
            body = _alert(dice, listed, run.seed, number)
            due = dice.uniform(0, WINDOW_S)
            for _ in range(dice.choices((1, 2, 4), (85, 10, 5))[0]):
                tasks.create_task(_send(plant, stall, run, due, body))
        for _ in range(dice.randint(0, 3)):
            moved = listed.price * (1 + Decimal(dice.choice((-25, -10, -3, 3, 10, 25))) / 1000)
            tasks.create_task(_move(plant, stall, listed, dice.uniform(0, WINDOW_S), moved))
        for name, one in zip(names, scene, strict=True):
            tasks.create_task(_act(run, name, one, due=dice.uniform(0, WINDOW_S)))
    run.broken += await _rest(plant, stall, run)
    run.fired = plant.venues.end_faults(stall.broker, run.seed)
    counts = await plant.owner_row(
        """select count(*) as orders, count(*) filter (where exists (
             select from app.order_event e where e.user_id = o.user_id and e.order_id = o.order_id
                and e.kind = 'unknown')) as unknowns
             from app.trade_order o where o.user_id = $1 and o.account_id = $2 and o.created_at >= $3""",
        stall.user_id,
        stall.account_id,
        run.since,
    )
    run.orders, run.unknowns = counts["orders"], counts["unknowns"]
    run.broken += await _clean_up(plant, stall, listed)


async def _act(run: Run, name: str, scene: Scene, *, due: float) -> None:
    await asyncio.sleep(due)
    if await ACTS[name][0](scene):
        run.acts.append(name)


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


async def _send(plant: ChaosPlant, stall: Stall, run: Run, due: float, body: str) -> None:
    """Post one alert at its time, again and again with the same id until somebody answers for it."""
    await asyncio.sleep(due)
    for _ in range(600):
        try:
            answer = await plant.http.post(f"{plant.base}{stall.path}", content=body, timeout=3)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.status_code in (200, 202):
            run.acknowledged.add(body)
            return
        if answer.status_code == 403 and run.is_cut_off:
            return  # no account of the agent's is active, and the sender is told so
        assert answer.status_code in (429, 503), f"{answer.status_code} {answer.text[:200]}"
        await asyncio.sleep(0.1)
    raise AssertionError("the gateway never came back")


async def _move(plant: ChaosPlant, stall: Stall, listed: Listed, due: float, price: Decimal) -> None:
    await asyncio.sleep(due)
    plant.venues.price(stall.broker, listed, price.quantize(Decimal("0.01")))


async def _rest(plant: ChaosPlant, stall: Stall, run: Run) -> list[str]:
    """Wait until nothing is open but what rests by right and both books agree; say what does not, if it stays so."""
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + REST_WITHIN_S, 0.0
    while True:
        standing = await plant.observer.next(stall)
        broken: list[str] = []
        if standing.is_at_rest:
            broken = await check(plant, stall, run)
            if not broken:
                return []
            pause = min(pause + 0.25, 2.0)
        if loop.time() > deadline:
            break
        await asyncio.sleep(pause)
    if broken:
        return broken
    doubts = await plant.owner_rows(
        """select o.leg, o.state, o.reason, o.unknown_since::text, cardinality(i.misses) as misses,
                  i.evidence::jsonb -> -1 as last
             from app.trade_order o left join app.inquiry i using (user_id, order_id)
            where o.user_id = $1 and o.account_id = $2 and o.state in ('submitting', 'unknown')""",
        stall.user_id,
        stall.account_id,
    )
    return [f"it does not come to rest: {standing}", *(f"in doubt: {dict(one)}" for one in doubts)]


async def _clean_up(plant: ChaosPlant, stall: Stall, listed: Listed) -> list[str]:
    """Leave the account flat for the next run: differences adopted, then the product's own flatten, which must flatten."""
    loop = asyncio.get_running_loop()
    plant.venues.price(stall.broker, listed, listed.price)
    deadline, ask_at = loop.time() + FLAT_WITHIN_S, loop.time()
    while not (standing := await plant.observer.next(stall)).is_clean:
        if loop.time() > deadline:
            return [f"flatten does not flatten: {standing}"]
        if loop.time() < ask_at:
            continue
        ask_at = loop.time() + ASK_FLAT_EVERY_S
        for row in await plant.owner_rows(
            "select discrepancy_id from app.discrepancy where account_id = $1 and state = 'open'",
            stall.account_id,
        ):
            path = f"/discrepancies/{row['discrepancy_id']}/resolve"
            await plant.ask(stall, path, {"remedy": "adopt"}, may_fail=True)
        if standing.live or standing.positions:
            await plant.ask(stall, "/flatten", {"account_id": stall.account_id}, may_fail=True)
    _take_strangers(plant, stall)
    return []


def _take_strangers(plant: ChaosPlant, stall: Stall) -> None:
    """Coins that a person bought at a spot venue stay theirs for ever: the next run is to begin without them."""
    if MARKET[stall.broker] != "spot":
        return
    books = plant.venues.account(stall.broker, stall.key).books
    for one in TRADED[stall.broker]:
        if left := plant.venues.held(stall.broker, stall.key, one):
            books.deposit(one.theirs.removesuffix("USDT"), -left)
