"""Finding the smallest change: settings that stand in the way, then time, then prices, then size."""

from __future__ import annotations

from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.risk.change.price import nearest_prices
from tradewright.domain.trading.risk.change.setting import settings
from tradewright.domain.trading.risk.change.size import SIZE_RULES, largest_size
from tradewright.domain.trading.risk.change.wait import earliest_moment
from tradewright.domain.trading.risk.change.world import Change, Cure, World
from tradewright.domain.trading.risk.facts import RuleName

_SETTINGS: frozenset[RuleName] = frozenset(
    {"kill_switch", "symbol_blocked", "symbols", "positions", "trades_open", "quote_age"}
)
_TIMES: frozenset[RuleName] = frozenset(
    {
        "sessions",
        "blackouts",
        "duplicate",
        "order_rate",
        "loss_daily",
        "loss_daily_percent",
        "cooldown",
        "trades_daily",
    }
)
_PRICES: frozenset[RuleName] = frozenset({"price_collar"})
_CURES: tuple[tuple[frozenset[RuleName], Cure], ...] = (
    (_SETTINGS, settings),
    (_TIMES, earliest_moment),
    (_PRICES, nearest_prices),
    (SIZE_RULES, largest_size),
)
"""Every rule has its cure; size comes last, because a price changes what a size is worth."""


def smallest_change(world: World) -> tuple[Change, ...] | None:
    """Return the changes that together make the order pass, each as small as it can be; none when it passes already.

    None when nothing that the trader can change would help: an input is missing.
    """
    changes: tuple[Change, ...] = ()
    denied = world.denied()
    for rules, cure in _CURES:
        concerned = [finding for finding in denied if finding.rule in rules]
        if not concerned:
            continue
        step = cure(world, concerned)
        if step is None:
            return None
        world, found = step
        changes += found
        denied = world.denied()
    return None if denied else changes


def change_document(changes: tuple[Change, ...] | None) -> Trace | None:
    """Return the first change as the API tells it, with those that are needed besides in `also`."""
    if not changes:
        return None
    return changes[0].trace | {"also": [one.trace for one in changes[1:]]}
