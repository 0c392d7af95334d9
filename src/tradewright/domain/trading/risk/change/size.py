"""Cures of an order that is too large: the largest size that every limit lets pass, or the limits it would need."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from tradewright.domain.trading.risk.change.world import Change, Step, World
from tradewright.domain.trading.risk.decide import Finding
from tradewright.domain.trading.risk.facts import Proposal, RuleName, Scope
from tradewright.domain.trading.risk.verdict import UNKNOWN
from tradewright.kernel.money import ZERO, floor_to, plain

_FIELDS: dict[RuleName, str] = {
    "order_notional": "order_notional_max",
    "position_notional": "position_notional_max",
    "exposure_gross": "exposure_gross_max",
    "exposure_net": "exposure_net_max",
    "leverage": "leverage_max",
}
SIZE_RULES: frozenset[RuleName] = frozenset(_FIELDS)
_CENT = Decimal("0.01")


def largest_size(world: World, denied: list[Finding]) -> Step | None:
    """Make the order as much smaller as it must be; where not even the smallest one passes, name the limits it needs."""
    if any(finding.verdict.value == UNKNOWN for finding in denied):
        return None
    smaller = _largest(world)
    if smaller is not None:
        words = f"Make it at most {plain(smaller.quantity)} {smaller.symbol}."
        if smaller.is_reducing:
            words = (
                f"Make it at most {plain(smaller.quantity)} {smaller.symbol}, which only closes what is held."
            )
        change = Change("quantity", plain(smaller.quantity), words)
        return world.with_proposal(smaller), (change,)
    return _raised(world, denied)


def _largest(world: World) -> Proposal | None:
    """Return the proposal with the largest size on the lot's grid that passes; a larger one never passes where a smaller one
    does not.
    """
    proposal = world.proposal
    steps = int(floor_to(proposal.quantity, proposal.lot.step) / proposal.lot.step)
    if steps * proposal.lot.step == proposal.quantity:
        steps -= 1  # the asked size itself is denied
    found = _sized(proposal, _search(world, max(steps, 0)))
    worth = found.quantity * (proposal.unit or ZERO)
    if found.quantity < proposal.lot.smallest or worth < proposal.notional_min:
        return None
    return found


def _search(world: World, high: int) -> int:
    """Return the largest number of steps up to `high` that passes, zero when none does. Values grow in straight lines, so
    the first guess or its neighbour is nearly always it; halving finds the rest.
    """
    low = 0
    guess = _guess(world, high)
    if _passes(world, guess):
        if guess >= high or not _passes(world, guess + 1):
            return guess
        low = guess + 1
    else:
        high = guess - 1
        if high > 0 and _passes(world, high):
            return high
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _passes(world, middle) else (low, middle - 1)
    return low


def _guess(world: World, high: int) -> int:
    """Return where the straight line through two sizes meets the tightest limit, in [1, high]."""
    half = max(high // 2, 1)
    ends = (_used(world, high), _used(world, half))
    best = Decimal(high)
    for key, upper in ends[0].items():
        lower = ends[1].get(key, upper)
        if upper > lower:
            best = min(best, half + (1 - lower) * (high - half) / (upper - lower))
    return min(max(int(best), 1), max(high, 1))


def _used(world: World, steps: int) -> dict[tuple[RuleName, Scope], Decimal]:
    found = world.with_proposal(_sized(world.proposal, steps)).found(SIZE_RULES)
    return {(one.rule, one.facts.scope): one.verdict.used for one in found if one.verdict.used is not None}


def _passes(world: World, steps: int) -> bool:
    return not world.with_proposal(_sized(world.proposal, steps)).denied(SIZE_RULES)


def _sized(proposal: Proposal, steps: int) -> Proposal:
    sized = proposal.with_quantity(steps * proposal.lot.step)
    return replace(sized, is_reducing=sized.opens == 0 and proposal.quantity > proposal.opens)


def _raised(world: World, denied: list[Finding]) -> Step | None:
    changes: list[Change] = []
    for finding in denied:
        facts = next(one for one in world.scopes if one.scope == finding.facts.scope)
        if finding.verdict.used is None:
            return None
        field = _FIELDS[finding.rule]
        limit: Decimal = getattr(facts.limits, field)
        needed = (limit * finding.verdict.used).quantize(_CENT, rounding=ROUND_CEILING)
        changes_limits: dict[str, Any] = {field: needed}
        world = world.with_scope(facts, replace(facts, limits=replace(facts.limits, **changes_limits)))
        words = f"Raise {field.replace('_', ' ')} to {plain(needed)}: not even the smallest order fits."
        changes.append(Change(f"limits.{field}", plain(needed), words))
    return world, tuple(changes)
