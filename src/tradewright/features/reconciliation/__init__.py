"""Reconciliation as the trader sees it: where our books and a venue differ, what was placed by hand, and a person's answer.

Finding differences and carrying out answers is the executor's (`features.orders`); this feature reads what it wrote and asks
it by signals. The routes are in `routes.py`.
"""

from tradewright.features.reconciliation.verbs.read_discrepancies import get_discrepancy, list_discrepancies
from tradewright.features.reconciliation.verbs.read_external_orders import list_external_orders
from tradewright.features.reconciliation.verbs.resolve_discrepancy import resolve_discrepancy

__all__ = ["get_discrepancy", "list_discrepancies", "list_external_orders", "resolve_discrepancy"]
