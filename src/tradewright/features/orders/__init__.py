"""Orders: asking for them, reading what became of them, and (in `executor/`) making them.

The executor is the only writer of orders, executions and positions; everything else writes signals. The
routes are in `routes.py` and not re-exported here, so that an executor process loads no web framework.
"""

from tradewright.features.orders.documents import (
    execution_document,
    order_document,
    position_document,
    signal_document,
)
from tradewright.features.orders.rehearsal import Rehearsal, rehearse
from tradewright.features.orders.signal_schema import Signal
from tradewright.features.orders.waiting import DecisionWaiter

__all__ = [
    "DecisionWaiter",
    "Rehearsal",
    "Signal",
    "execution_document",
    "order_document",
    "position_document",
    "rehearse",
    "signal_document",
]
