"""Whether the trader's own limits allow an order. Pure, and it fails closed: what cannot be known is not allowed.

`decide` asks every rule of `RULES` for every scope and stops nothing on the way, so that the trader sees all of it; the
first that says no, in that order, is the reason. An order that only reduces exposure passes whatever the limits say, save
under a halt, which leaves exits to a person's own hand. Facts are gathered from the books by `gather`, the values of
resting orders by `reserve` and `worst_case`, and what would have made the difference is found by `change`.

What each scope counts: user: all accounts together. account: that account. agent: its own orders of the day for
trades_daily; for the rest the account the signal aims at, since a net position has no single author. platform: its kill
switch alone.
"""

from tradewright.domain.trading.risk.decide import RULES, Approved, Denied, decide
from tradewright.domain.trading.risk.facts import Proposal, RuleName, Scope, ScopeFacts
from tradewright.domain.trading.risk.history import History
from tradewright.domain.trading.risk.switch import NO_SWITCH, Switch, SwitchLevel
from tradewright.domain.trading.risk.verdict import Verdict

__all__ = [
    "NO_SWITCH",
    "RULES",
    "Approved",
    "Denied",
    "History",
    "Proposal",
    "RuleName",
    "Scope",
    "ScopeFacts",
    "Switch",
    "SwitchLevel",
    "Verdict",
    "decide",
]
