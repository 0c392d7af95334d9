"""Risk: the trader's limits and kill switches, as the trader sets and sees them.

Deciding by them is `domain.trading.risk`, asked by the executor. The routes are in `routes.py`.
"""

from tradewright.features.risk.documents import kill_switch_document, limits_document
from tradewright.features.risk.verbs.change_limits import change_limits
from tradewright.features.risk.verbs.press_kill_switch import press_kill_switch
from tradewright.features.risk.verbs.read_risk import read_presses, read_risk

__all__ = [
    "change_limits",
    "kill_switch_document",
    "limits_document",
    "press_kill_switch",
    "read_presses",
    "read_risk",
]
