"""Cures of a price that stands too far from the market: the nearest one on the grid that the collar lets pass."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tradewright.domain.trading.risk.change.world import Change, Step, World
from tradewright.domain.trading.risk.decide import Finding
from tradewright.kernel.money import ceil_to, floor_to, plain

_HUNDRED = Decimal(100)


def nearest_prices(world: World, denied: list[Finding]) -> Step | None:
    """Move each price that the order names into the narrowest collar, no further than that."""
    proposal, middle = world.proposal, world.proposal.quote_mid
    collars = [one.facts.limits.price_collar_percent for one in denied]
    percents = [collar for collar in collars if collar is not None]
    if middle is None or middle <= 0 or not percents:
        return None
    reach = middle * min(percents) / _HUNDRED
    low, high = ceil_to(middle - reach, proposal.tick), floor_to(middle + reach, proposal.tick)
    if low > high:
        return None
    changes: list[Change] = []
    for field, price in (("limit_price", proposal.limit_price), ("stop_price", proposal.stop_price)):
        if price is None:
            continue
        moved = min(max(price, low), high)
        if moved == price:
            continue
        if moved <= 0:
            return None
        changes.append(Change(field, plain(moved), f"Set {field.replace('_', ' ')} to {plain(moved)}."))
        if field == "limit_price":
            # What the order is worth follows the price it would trade at.
            unit = None if proposal.unit is None else proposal.unit * moved / price
            proposal = replace(proposal, limit_price=moved, unit=unit)
        else:
            is_entry = proposal.limit_price is None and proposal.unit is not None
            unit = proposal.unit * moved / price if is_entry and proposal.unit is not None else proposal.unit
            proposal = replace(proposal, stop_price=moved, unit=unit)
    return world.with_proposal(proposal), tuple(changes)
