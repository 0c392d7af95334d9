"""How many units lose a chosen part of the account when a stop is hit; shared by the curated systems."""

from __future__ import annotations

from tradewright.engine.coded import Strategy


def quantity_at_risk(
    strategy: Strategy, *, entry: float, stop: float, risk_percent: float, leverage_max: float
) -> float:
    """Return the units for which the way from entry to stop costs `risk_percent` of equity; 0 when there is no such number.

    Never more than `leverage_max` times the equity in value: a stop close to the price must not buy the whole market.
    """
    distance = abs(entry - stop)
    if not distance > 0.0 or not entry > 0.0 or strategy.equity <= 0.0:
        return 0.0
    risked = strategy.equity * risk_percent / 100.0 / (distance * strategy.pointvalue)
    return min(risked, leverage_max * strategy.equity / (entry * strategy.pointvalue))
