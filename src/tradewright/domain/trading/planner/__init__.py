"""From one signal to one plan: size, protect, ask risk, derive the orders. Pure; the executor carries the
plan out.

`plan` is the door. What an order may become afterwards lives in `lifecycle` and `booking`.
"""

from tradewright.domain.trading.planner.plan import plan

__all__ = ["plan"]
