"""A story: steps drawn from a seed, played on a world, with every law looked at after each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from tests.simulation.drawing import Step, draw
from tests.simulation.laws import Broken, look, look_at_the_end
from tests.simulation.profiles import Profile
from tests.simulation.shrink import shortest
from tests.simulation.store import Doubled
from tests.simulation.world import ACCOUNTS, SYMBOLS, World
from tradewright.domain.trading.signal import Intent, RiskLimits

LIMITS = RiskLimits(position_notional_max=Decimal(300), exposure_gross_max=Decimal(500), positions_max=3)
"""Of the user: reached within a few signals, so that most of a story is played at the limit."""


ROUNDS_MAX = 80
"""Of 40 s each: what has not come to rest by then never will."""
RESTED = 3
"""Rounds without anything under way: what was refused is tried again after a pause; a difference counts when seen twice."""


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


def play(profile: Profile, steps: Sequence[Step]) -> str | None:
    """Play a story; return the first law that it breaks, or None."""
    world = World(profile, limits=LIMITS)
    try:
        for step in steps:
            do(world, step)
            look(world)
        come_to_rest(world)
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
        case ("flow", account):
            world.turn()
            while world.calls:
                world.call(0, "answer")
            world.hear(account, 9)
            world.turn()
        case ("call", which, fate):
            world.call(which, fate)
        case ("hear", account, count):
            world.hear(account, count)
        case ("twice", account):
            world.hear(account, 1, twice=True)
        case ("miss", account):
            world.miss(account)
        case ("gap", account):
            world.gap(account)
        case ("price", symbol, price):
            world.price(symbol, Decimal(price))
        case ("wait", seconds):
            world.wait(seconds)
        case ("settle", account):
            world.settle(account)
        case ("hand", account, symbol, side, quantity, limit):
            world.by_hand(account, symbol, side, Decimal(quantity), None if limit is None else Decimal(limit))
        case ("unhand", account):
            world.venues[ACCOUNTS[account]].take_back_by_hand()
        case ("offer", account, offered):
            world.venues[ACCOUNTS[account]].offered = None if offered is None else Decimal(offered)
        case ("lag", account, is_on):
            world.lag(account, is_on=is_on)
        case ("deaf", account, is_on):
            world.venues[ACCOUNTS[account]].reads_fail = is_on
        case ("press", number, action):
            world.climb(number, action)
        case ("alter", number, account, which, how, amount):
            world.alter(number, account, which, how, amount)
        case ("bust", account, which, kind):
            world.take_back(account, which, kind)
        case _:
            raise ValueError(step)


def come_to_rest(world: World) -> None:
    """Let everything come home: calls, events, look-ups, and time for what is unknown to be settled."""
    for number, account_id in enumerate(ACCOUNTS):
        venue = world.venues[account_id]
        venue.offered, venue.reads_fail = None, False
        # What its owner has resting there is nobody's to end but his, and a flatten asks for ever for what it holds.
        venue.take_back_by_hand()
        world.lag(number, is_on=False)
    world.start()
    rested = 0
    for _ in range(ROUNDS_MAX):
        world.wait(40)
        for symbol in SYMBOLS:
            world.price(symbol, world.quotes[symbol].last)
        while world.calls:
            world.call(0, "answer")
        for number in range(len(ACCOUNTS)):
            world.settle(number)
            world.hear(number, 1_000)
        world.turn()
        rested = rested + 1 if world.is_at_rest else 0
        if rested == RESTED:
            return
