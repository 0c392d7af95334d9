"""A story: random steps from a seed, played on a world, with every law looked at after each of them.

Steps are data that stand for themselves, so that any part of a story is a story and a failure can be shrunk.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from tests.simulation.laws import Broken, look, look_at_the_end
from tests.simulation.profiles import PROFILES, Profile
from tests.simulation.shrink import shortest
from tests.simulation.store import Doubled
from tests.simulation.world import ACCOUNTS, PRICE, SYMBOLS, World
from tradewright.domain.trading.risk import Switch
from tradewright.domain.trading.signal import Intent, Protection, RiskLimits, Sizing

Step = tuple[Any, ...]
LIMITS = RiskLimits(position_notional_max=Decimal(300), exposure_gross_max=Decimal(500), positions_max=3)
"""Of the user: reached within a few signals, so that most of a story is played at the limit."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A law that was broken, with the shortest story found that still breaks it."""

    seed: int
    profile: str
    law: str
    story: tuple[Step, ...]

    def __str__(self) -> str:
        steps = "\n".join(f"    {number:3}  {_words(step)}" for number, step in enumerate(self.story, 1))
        return f"seed {self.seed} at the {self.profile} venue: {self.law}\n{steps}"


def _words(step: Step) -> str:
    said = []
    for part in step:
        if isinstance(part, Intent):
            told = {one.name: getattr(part, one.name) for one in fields(part)}
            plain = {one.name: one.default for one in fields(part)}
            said.append(" ".join(f"{name}={value}" for name, value in told.items() if value != plain[name]))
        else:
            said.append(str(part))
    return " ".join(said)


def draw(seed: int, length: int) -> tuple[Profile, list[Step]]:
    """Return the venue and the steps of this seed."""
    dice = random.Random(seed)
    profile = PROFILES[seed % len(PROFILES)]
    return profile, [("start",), *(_step(dice, number) for number in range(length))]


def play(profile: Profile, steps: Sequence[Step]) -> str | None:
    """Play a story; return the first law that it breaks, or None."""
    world = World(profile, limits=LIMITS)
    try:
        for step in steps:
            do(world, step)
            look(world)
        _come_to_rest(world)
        look_at_the_end(world)
    except (Broken, Doubled) as broken:
        return str(broken)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return f"the product raised {type(error).__name__}: {error}"
    return None


def examine(seed: int, length: int = 60) -> Failure | None:
    """Play the story of a seed; what it breaks comes back with its shortest story."""
    profile, steps = draw(seed, length)
    law = play(profile, steps)
    if law is None:
        return None
    kind = law.split(":")[0]

    def breaks(part: Sequence[Step]) -> bool:
        found = play(profile, part)
        return found is not None and found.split(":")[0] == kind

    short = shortest(steps, breaks)
    return Failure(seed, profile.name, play(profile, short) or law, tuple(short))


def _step(dice: random.Random, number: int) -> Step:
    account, symbol = dice.randrange(len(ACCOUNTS)), dice.choice(SYMBOLS)
    name = dice.choices(
        ("ask", "turn", "call", "hear", "price", "wait", "settle", "twice", "gap", "lost", "crash", "hand", "offer",
         "lag", "deaf", "press"),
        (22, 26, 22, 20, 6, 5, 4, 2, 2, 3, 2, 1, 2, 2, 1, 1),
    )[0]  # fmt: skip
    match name:
        case "ask":
            return "ask", number, account, _intent(dice, symbol), dice.choice((None, 0, 1))
        case "turn":
            return "turn", dice.choice((None, None, None, 1, 2))
        case "lost":
            return "lost", dice.choice(("before", "after"))
        case "call":
            fates = ("answer", "lose_reply", "lose_request", "refuse")
            return "call", dice.randrange(4), dice.choices(fates, (70, 12, 12, 6))[0]
        case "hear":
            return "hear", account, dice.choice((1, 2, 9))
        case "price":
            return "price", symbol, str(PRICE + dice.choice((-4, -2, -1, 0, 1, 2, 4)))
        case "wait":
            return "wait", dice.choice((1, 3, 10, 40))
        case "hand":
            return "hand", account, symbol, dice.choice(("buy", "sell")), dice.choice(("0.5", "1"))
        case "offer":
            return "offer", account, dice.choice((None, "0.3", "0.05"))
        case "lag" | "deaf":
            return name, account, dice.choice((True, False))
        case "press":
            return "press", dice.choice(("none", "entries_paused", "reduce_only"))
        case _:
            return name, account


def _intent(dice: random.Random, symbol: str) -> Intent:
    action = dice.choices(("buy", "sell", "exit", "cancel", "flatten"), (40, 30, 16, 6, 4))[0]
    if action in ("cancel", "flatten"):
        return Intent(action, dice.choice((symbol, None)))  # type: ignore[arg-type]
    if action == "exit":
        return Intent("exit", symbol, sizing=dice.choice((None, Sizing("fixed", Decimal("0.5")))))
    order_type = dice.choices(("market", "limit", "stop"), (70, 20, 10))[0]
    price = PRICE + dice.choice((-2, -1, 1, 2))
    return Intent(
        action,  # type: ignore[arg-type]
        symbol,
        sizing=Sizing("fixed", Decimal(dice.choice(("0.5", "1", "2")))),
        order_type=order_type,  # type: ignore[arg-type]
        limit_price=price if order_type == "limit" else None,
        stop_price=price if order_type == "stop" else None,
        stop_loss=dice.choice((None, Protection("percent", Decimal(3)))),
        take_profit=dice.choice((None, Protection("percent", Decimal(3)))),
        reduce_only=dice.random() < 0.05,
    )


def do(world: World, step: Step) -> None:
    """Play one step."""
    match step:
        case ("start",):
            world.start()
        case ("ask", number, account, intent, agent):
            world.ask(number, account, intent, agent=agent)
        case ("turn", items):
            world.turn(items=items)
        case ("lost", moment):
            world.turn(lost=moment)
            world.start()
        case ("crash", _):
            world.crash()
            world.start()
        case ("call", which, fate):
            world.call(which, fate)
        case ("hear", account, count):
            world.hear(account, count)
        case ("twice", account):
            world.hear(account, 1, twice=True)
        case ("gap", account):
            world.gap(account)
        case ("price", symbol, price):
            world.price(symbol, Decimal(price))
        case ("wait", seconds):
            world.wait(seconds)
        case ("settle", account):
            world.settle(account)
        case ("hand", account, symbol, side, quantity):
            world.by_hand(account, symbol, side, Decimal(quantity))
        case ("offer", account, offered):
            world.venues[ACCOUNTS[account]].offered = None if offered is None else Decimal(offered)
        case ("lag", account, is_on):
            world.lag(account, is_on=is_on)
        case ("deaf", account, is_on):
            world.venues[ACCOUNTS[account]].reads_fail = is_on
        case ("press", level):
            world.press(Switch(level, "by hand"))
        case _:
            raise ValueError(step)


def _come_to_rest(world: World) -> None:
    """Let everything come home: calls, events, look-ups, and time for what is unknown to be settled."""
    for number, account_id in enumerate(ACCOUNTS):
        venue = world.venues[account_id]
        venue.offered, venue.reads_fail = None, False
        world.lag(number, is_on=False)
    world.start()
    for _ in range(60):
        while world.calls:
            world.call(0, "answer")
        for number in range(len(ACCOUNTS)):
            world.hear(number, 1_000)
        world.turn()
        world.wait(40)
        for symbol in SYMBOLS:
            world.price(symbol, world.quotes[symbol].last)
        while world.calls:
            world.call(0, "answer")
        for number in range(len(ACCOUNTS)):
            world.settle(number)
        if world.is_at_rest:
            return
