"""What befalls an account at its venue, or is asked by its owner, in the middle of a run: all but requests and events.

Each act says whether it came to pass: a bust needs a fill. What is right afterwards is in `checks`; what makes that hard
to judge by our books alone (coins that a person brought) it notes on the run.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from tests.chaos.plant import ChaosPlant, Stall
from tests.chaos.venues import MARKET, RULED, Fakes, Listed
from tradewright_fakes.admin.acts import transfer
from tradewright_fakes.binance.spot.money import free
from tradewright_fakes.matching import Fill, Order

if TYPE_CHECKING:
    from tests.chaos.run import Run

FOUND_WITHIN_S = 2.5
"""How long an act waits for the fill or the order that it needs."""
MARKED_WITHIN_S = 60.0
SKEWED_S = 0.7
EVERYWHERE: Final = ("alpaca", "binance", "binance_usdm")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an act happens."""

    plant: ChaosPlant
    stall: Stall
    run: Run
    listed: Listed
    dice: random.Random
    orders_before: int
    fills_before: int

    def fills(self) -> list[Fill]:
        account = self.plant.venues.account(self.stall.broker, self.stall.key)
        return [one for one in account.fills[self.fills_before :] if not one.is_busted]

    def orders(self) -> list[Order]:
        found = self.plant.venues.orders(self.stall.broker, self.stall.key, after=self.orders_before)
        return [one for one in found if one.origin == "api"]


Act = Callable[[Scene], Awaitable[bool]]
Thing = TypeVar("Thing")


async def by_hand(scene: Scene) -> bool:
    """A person buys in the venue's own app: external, and never traded away."""
    stall, market = scene.stall, MARKET[scene.stall.broker]
    scene.run.is_foreign = True
    given = {} if market is None else {"market": market}
    admin = scene.plant.venues.admin(stall.broker)
    await admin.external_order(stall.key, scene.listed.theirs, "buy", scene.listed.size, **given)
    return True


async def key_revoked(scene: Scene) -> bool:
    """The key dies: the account must be marked. Then it lives again and its owner links it anew: nothing was hidden."""
    plant, stall = scene.plant, scene.stall
    credential = plant.venues.venue(stall.broker).credential(stall.key)
    assert credential is not None
    scene.run.is_cut_off = credential.is_revoked = True
    try:
        for _ in range(int(MARKED_WITHIN_S / 0.2)):
            await asyncio.sleep(0.2)
            if plant.observer.latest(stall).status == "disconnected":
                break
        else:
            scene.run.broken.append(f"a revoked key was not marked within {MARKED_WITHIN_S:.0f} s")
    finally:
        credential.is_revoked = False
        key = {"credential": {"key_id": stall.key, "secret": stall.secret}}
        await plant.ask(stall, f"/accounts/{stall.account_id}/relink", key)
    return True


async def rules_changed(scene: Scene) -> bool:
    """Coarser steps of price, or the old ones again, while our copy of the rules is what it was."""
    exchange = scene.plant.venues.exchange(scene.stall.broker)
    instrument = exchange.instrument(scene.listed.theirs)
    first = instrument.traits.setdefault("first_tick", instrument.tick)
    assert isinstance(first, Decimal)
    instrument.tick = first if instrument.tick != first else first * 50
    return True


async def busted(scene: Scene) -> bool:
    """The venue takes a fill back, whether we have heard of it yet or not."""
    fill = await _found(scene.fills)
    if fill is None:
        return False
    scene.run.is_busted = True
    scene.run.is_foreign = True  # without a fill that sold, more is held than any cap of ours allowed
    await scene.plant.venues.admin(scene.stall.broker).bust(fill.id)
    return True


async def corrected(scene: Scene) -> bool:
    """The venue changes a fill's price."""
    fill = await _found(scene.fills)
    if fill is None:
        return False
    price = (fill.price * Decimal("1.001")).quantize(Decimal("0.01"))
    await scene.plant.venues.admin(scene.stall.broker).correct(fill.id, price=str(price))
    return True


async def filled_late(scene: Scene) -> bool:
    """An order that was cancelled turns out to have bought a little before it was."""

    def cancelled() -> list[Order]:
        ours = (one for one in scene.orders() if one.status == "canceled" and one.side == "buy")
        return [one for one in ours if one.remaining > 0 and not one.reduce_only and one.replaced_by is None]

    order = await _found(cancelled)
    if order is None:
        return False
    scene.run.is_foreign = True
    size = min(order.remaining, scene.listed.size)
    await scene.plant.venues.admin(scene.stall.broker).force_fill(order.id, size)
    return True


async def liquidated(scene: Scene) -> bool:
    """The venue closes the position."""
    stall = scene.stall
    made = await scene.plant.venues.admin(stall.broker).liquidate(
        stall.key, scene.listed.theirs, adl=scene.dice.random() < 0.3
    )
    return bool(made["orders"])


async def money_moved(scene: Scene) -> bool:
    """Money comes in or goes out without a trade: shown, never traded away."""
    market, amount = MARKET[scene.stall.broker], scene.dice.choice((-500, -20, 35, 700))
    given = {} if market is None else {"market": market}
    await scene.plant.venues.admin(scene.stall.broker).transfer(scene.stall.key, amount, **given)
    scene.run.moved += amount
    return True


async def coins_left(scene: Scene) -> bool:
    """Coins that we bought are taken out of the account: a shortage that is shown."""
    amount = await _found(lambda: take_out(scene.plant.venues, scene.stall, scene.listed))
    return amount is not None


def take_out(venues: Fakes, stall: Stall, listed: Listed) -> list[Decimal]:
    """Take out half of the coins that no order has locked, and return how many; nothing where there are none.

    At one instant, and not by the admin door: a sale between a look at the balance and the request left less than nothing.
    """
    exchange, account = venues.exchange(stall.broker), venues.account(stall.broker, stall.key)
    asset = listed.theirs.removesuffix("USDT")
    amount = free(account, exchange, asset) / 2
    if amount <= 0:
        return []
    body = {"key": stall.key, "amount": str(-amount), "market": "spot", "asset": asset}
    transfer(venues.venue(stall.broker), body)
    return [amount]


async def replaced(scene: Scene) -> bool:
    """The owner changes the price of a resting order while the market moves to it."""
    stall = scene.stall
    for _ in range(int(FOUND_WITHIN_S / 0.1)):
        found = await scene.plant.owner_rows(
            """select order_id, limit_price from app.trade_order where user_id = $1 and account_id = $2
                  and state in ('working', 'partly_filled') and leg = 'entry' and limit_price is not null limit 1""",
            stall.user_id,
            stall.account_id,
        )
        if found:
            break
        await asyncio.sleep(0.1)
    else:
        return False
    price = (found[0]["limit_price"] * Decimal(scene.dice.choice(("0.998", "1.004")))).quantize(Decimal(1))
    await scene.plant.ask(
        stall, f"/orders/{found[0]['order_id']}/replace", {"limit_price": str(price)}, may_fail=True
    )
    scene.plant.venues.price(stall.broker, scene.listed, price)
    return True


async def flattened_twice(scene: Scene) -> bool:
    """The owner presses flatten twice, in the middle of it all."""
    body = {"account_id": scene.stall.account_id}
    await asyncio.gather(*(scene.plant.ask(scene.stall, "/flatten", body, may_fail=True) for _ in range(2)))
    return True


async def stream_cut(scene: Scene) -> bool:
    """Its streams close without a word."""
    hub = scene.plant.venues.venue(scene.stall.broker).hub
    return hub.kill(scene.plant.venues.account(scene.stall.broker, scene.stall.key).id) > 0


async def stream_frozen(scene: Scene) -> bool:
    """Its streams stay open and say nothing any more."""
    hub = scene.plant.venues.venue(scene.stall.broker).hub
    return hub.freeze(scene.plant.venues.account(scene.stall.broker, scene.stall.key).id) > 0


async def clock_skewed(scene: Scene) -> bool:
    """The venue's clock is off for a moment, for everybody: our requests are too old for it, or from its future."""
    clock = scene.plant.venues.venue(scene.stall.broker).clock
    clock.skew = timedelta(seconds=scene.dice.choice((-8, 8)))
    try:
        await asyncio.sleep(SKEWED_S)
    finally:
        clock.skew = timedelta(0)
    return True


ACTS: Final[dict[str, tuple[Act, float, tuple[str, ...]]]] = {
    "by-hand": (by_hand, 0.06, EVERYWHERE),
    "key-revoked": (key_revoked, 0.04, EVERYWHERE),
    "rules-changed": (rules_changed, 0.05, EVERYWHERE),
    "bust": (busted, 0.05, ("alpaca",)),
    "correct": (corrected, 0.05, ("alpaca",)),
    "late-fill": (filled_late, 0.04, EVERYWHERE),
    "liquidation": (liquidated, 0.06, ("binance_usdm",)),
    "transfer": (money_moved, 0.06, EVERYWHERE),
    "coins-taken-out": (coins_left, 0.04, ("binance",)),
    "replace": (replaced, 0.15, EVERYWHERE),
    "flatten-twice": (flattened_twice, 0.05, EVERYWHERE),
    "streams-cut": (stream_cut, 0.06, EVERYWHERE),
    "stream-frozen": (stream_frozen, 0.03, EVERYWHERE),
    "clock-skewed": (clock_skewed, 0.02, ("binance", "binance_usdm")),
}
"""What it is called in the record: the act, how often a run has it, and where it can happen."""


def draw(dice: random.Random, broker: str) -> list[str]:
    """Return the acts of a run at `broker`. The dice are thrown for each act, so that a new one shifts no other's draw."""
    lots = {name: dice.random() for name in ACTS}
    return [name for name, (_, chance, where) in ACTS.items() if lots[name] < chance and broker in where]


def symbol_of(broker: str, names: list[str], usual: Listed) -> Listed:
    """Return what the run trades: rules change for one symbol alone."""
    return RULED[broker] if "rules-changed" in names else usual


async def _found(look: Callable[[], list[Thing]]) -> Thing | None:
    for _ in range(int(FOUND_WITHIN_S / 0.1)):
        if found := look():
            return found[-1]
        await asyncio.sleep(0.1)
    return None
