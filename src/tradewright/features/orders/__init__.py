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
from tradewright.features.orders.executor.reconcile.documents import discrepancy_document, external_document
from tradewright.features.orders.executor.reconcile.reading import read_discrepancy, read_external
from tradewright.features.orders.rehearsal import Rehearsal, rehearse
from tradewright.features.orders.signal_schema import Signal
from tradewright.features.orders.verbs.ask import Ask, ask, raise_unless_done, signal_id_for
from tradewright.features.orders.waiting import DecisionWaiter

__all__ = [
    "Ask",
    "DecisionWaiter",
    "Rehearsal",
    "Signal",
    "ask",
    "discrepancy_document",
    "execution_document",
    "external_document",
    "order_document",
    "position_document",
    "raise_unless_done",
    "read_discrepancy",
    "read_external",
    "rehearse",
    "signal_document",
    "signal_id_for",
]
