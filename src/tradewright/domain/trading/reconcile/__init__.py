"""Our books beside what the venue shows: pure comparison, inquiries into unknown orders, and what a person's answer does.

What lives here: what one round read (`snapshot`), what is remembered between rounds (`watch`), the comparison of orders,
positions and money (`compare`), the unknown-outcome protocol (`inquiry`), and adjustments (`adopting`). Nothing here reads,
waits or sends; a comparison never leads to an order without a person's word.
"""

from tradewright.domain.trading.reconcile.absence import SendNow, judge_absence, unsent_now
from tradewright.domain.trading.reconcile.adopting import adjustments
from tradewright.domain.trading.reconcile.compare import Findings, compare
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy, DiscrepancyKind, DiscrepancyState
from tradewright.domain.trading.reconcile.external import ExternalOrder, from_fill, from_report
from tradewright.domain.trading.reconcile.inquiry import (
    Evidence,
    Inquiry,
    NotPlaced,
    Undecided,
    next_look_at,
    verdict,
)
from tradewright.domain.trading.reconcile.money import Transfer
from tradewright.domain.trading.reconcile.orders import denied_by_venue, owner_of
from tradewright.domain.trading.reconcile.orders import sort_out as compare_orders
from tradewright.domain.trading.reconcile.snapshot import VenueSnapshot
from tradewright.domain.trading.reconcile.watch import CASH, AccountWatch, next_look_due, watched

__all__ = [
    "CASH",
    "AccountWatch",
    "Discrepancy",
    "DiscrepancyKind",
    "DiscrepancyState",
    "Evidence",
    "ExternalOrder",
    "Findings",
    "Inquiry",
    "NotPlaced",
    "SendNow",
    "Transfer",
    "Undecided",
    "VenueSnapshot",
    "adjustments",
    "compare",
    "compare_orders",
    "denied_by_venue",
    "from_fill",
    "from_report",
    "judge_absence",
    "next_look_at",
    "next_look_due",
    "owner_of",
    "unsent_now",
    "verdict",
    "watched",
]
