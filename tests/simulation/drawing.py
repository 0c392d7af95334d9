"""Steps drawn from a seed: what may happen in a story, and how often.

Steps are data that stand for themselves, so that any part of a story is a story and a failure can be shrunk.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.simulation.policies import POLICIES
from tests.simulation.profiles import PROFILES, Profile
from tests.simulation.world import ACCOUNTS, PRICE, START, SYMBOLS
from tradewright.domain.trading.signal import Intent, PriceFrom, Protection, Sizing, Trail

Step = tuple[Any, ...]
_OFTEN = (
    ("ask", 20), ("flow", 14), ("turn", 20), ("call", 18), ("hear", 16), ("price", 8), ("wait", 6), ("alter", 5),
    ("settle", 4), ("lost", 3), ("twice", 2), ("gap", 2), ("miss", 2), ("crash", 2), ("offer", 2), ("lag", 2), ("press", 2),
    ("hand", 1), ("unhand", 1), ("deaf", 1), ("bust", 1),
)  # fmt: skip
_ACTIONS = (
    ("buy", 34), ("sell", 18), ("exit", 22), ("reverse", 7), ("add", 4), ("target", 6), ("breakeven", 4), ("cancel", 4),
    ("flatten", 3),
)  # fmt: skip
_TYPES = (("market", 64), ("limit", 18), ("stop", 8), ("stop_limit", 5), ("trailing_stop", 5))
_FATES = (("answer", 68), ("lose_reply", 12), ("lose_request", 12), ("refuse", 5), ("deny", 3))
_PRESSES = (
    ("release", 12), ("pause_entries", 2), ("reduce_only", 1), ("halt", 1), ("flatten", 2), ("flatten_keep_spot", 1),
    ("flatten_keep_resting", 1),
)  # fmt: skip
_SENTIMENTS = ((None, 85), ("long", 6), ("short", 6), ("flat", 3))
_SIZES = (
    None,
    Sizing("fixed", Decimal("0.5")),
    Sizing("fixed", Decimal(1)),
    Sizing("fixed", Decimal(1)),
    Sizing("fixed", Decimal(2)),
    Sizing("lots", Decimal(70)),
    Sizing("notional", Decimal(120)),
    Sizing("percent_equity", Decimal("0.01")),
    Sizing("percent_buying_power", Decimal("0.02")),
    Sizing("risk_money", Decimal(4)),
    Sizing("risk_percent", Decimal("0.0004")),
)
_PARTS = (
    None,
    None,
    Sizing("fixed", Decimal("0.5")),
    Sizing("percent_position", Decimal(50)),
    Sizing("percent_position", Decimal(100)),
)


def draw(seed: int, length: int) -> tuple[Profile, list[Step]]:
    """Return the venue and the steps of this seed."""
    dice = random.Random(seed)
    profile = PROFILES[seed % len(PROFILES)]
    return profile, [("start",), *(_step(dice, number) for number in range(length))]


def _one(dice: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return dice.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _step(dice: random.Random, number: int) -> Step:
    # Most of it in one account and one symbol: what meets there is what goes wrong.
    account = dice.choices(range(len(ACCOUNTS)), (70, 30))[0]
    symbol = dice.choices(SYMBOLS, (70, 30))[0]
    name = _one(dice, _OFTEN)
    match name:
        case "ask":
            return "ask", number, account, _intent(dice, symbol), dice.choice((None, *range(len(POLICIES))))
        case "turn":
            return "turn", dice.choice((None, None, None, 1, 2))
        case "lost":
            return "lost", dice.choice(("before", "after"))
        case "call":
            return "call", dice.randrange(4), _one(dice, _FATES)
        case "hear":
            return "hear", account, dice.choice((1, 2, 9))
        case "price":
            return "price", symbol, str(PRICE + dice.choice((-4, -3, -2, -1, 0, 1, 2, 3, 4)))
        case "wait":
            return "wait", dice.choice((1, 3, 10, 40))
        case "hand":
            side, quantity = dice.choice(("buy", "sell")), dice.choice(("0.5", "1"))
            return "hand", account, symbol, side, quantity, dice.choice((None, "97", "99", "101", "103"))
        case "offer":
            return "offer", account, dice.choice((None, "0.3", "0.05"))
        case "lag" | "deaf":
            return name, account, dice.choice((True, False))
        case "press":
            return "press", number, _one(dice, _PRESSES)
        case "alter":
            return (
                "alter",
                number,
                account,
                dice.randrange(6),
                dice.choice(("end", "size", "price", "price")),
                dice.randint(-3, 3),
            )
        case "bust":
            return "bust", account, dice.randrange(6), dice.choice(("bust", "bust", "correction"))
        case _:
            return name, account


def _intent(dice: random.Random, symbol: str) -> Intent:
    action = _one(dice, _ACTIONS)
    if action in ("cancel", "flatten"):
        return Intent(action, dice.choice((symbol, None)))
    if action == "breakeven":
        return Intent("breakeven", symbol)
    if action == "target":
        return Intent(
            "target", symbol, target_quantity=Decimal(dice.choice(("-2", "-1", "0", "0.5", "1", "2")))
        )
    if action == "exit":
        return _timed(dice, _priced(dice, Intent("exit", symbol, sizing=dice.choice(_PARTS)), market=55))
    opening = Intent(
        action,
        symbol,
        sizing=dice.choice(_SIZES),
        stop_loss=dice.choice((None, Protection("percent", Decimal(3)), Protection("price", PRICE - 3))),
        take_profit=dice.choice((None, None, Protection("percent", Decimal(3)), Protection("risk_reward", Decimal(1)))),
        trailing_stop=dice.choice((None, None, None, Trail("percent", Decimal(2)), Trail("price", Decimal(2), Decimal(1)))),
        sentiment=_one(dice, _SENTIMENTS) if action != "add" else None,
        reduce_only=dice.random() < 0.05,
        cancel_first=dice.random() < 0.05,
    )  # fmt: skip
    return _timed(dice, _priced(dice, opening, market=68))


def _priced(dice: random.Random, intent: Intent, *, market: int) -> Intent:
    """The same at the market, or at a price of one kind or another."""
    if intent.action in ("reverse", "add") or dice.randrange(100) < market:
        return intent
    kind = _one(dice, _TYPES[1:])
    price = PRICE + dice.choice((-3, -2, -1, 1, 2, 3))
    match kind:
        case "limit" if dice.random() < 0.3:
            return replace(
                intent, order_type="limit", price_from=PriceFrom("mid", Decimal(dice.choice((-1, 1))))
            )
        case "limit":
            return replace(intent, order_type="limit", limit_price=price)
        case "stop":
            return replace(intent, order_type="stop", stop_price=price)
        case "stop_limit":
            return replace(
                intent, order_type="stop_limit", stop_price=price, limit_price=price + dice.choice((-1, 1))
            )
        case _:
            return replace(intent, order_type="trailing_stop", trail=Trail("price", Decimal(2)))


def _timed(dice: random.Random, intent: Intent) -> Intent:
    """Now and then: a delay, a time after which it is cancelled, or a life of its own."""
    chance = dice.random()
    if chance < 0.06:
        return replace(intent, delay_s=dice.choice((2, 8)))
    if chance < 0.12:
        return replace(intent, cancel_after_s=dice.choice((5, 30)))
    if chance < 0.18 and intent.order_type != "market":
        ends = START + timedelta(seconds=dice.choice((20, 60, 400)))
        return replace(intent, time_in_force="gtd", expires_at=ends)
    if chance < 0.24:
        return replace(intent, time_in_force=dice.choice(("day", "ioc", "fok")))
    return intent
