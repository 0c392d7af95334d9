"""What can come of asking about discrepancies; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, NotFound


class DiscrepancyNotFound(NotFound):
    """This trader has no discrepancy with this id."""

    code = "discrepancy_not_found"


class DiscrepancyNotOpen(Conflict):
    """It is settled already, by a person or because both sides came to agree. Data: discrepancy_id, state."""

    code = "discrepancy_not_open"


class RemedyImpossible(Conflict):
    """This answer cannot be carried out for this discrepancy; the reason says which can. Data: discrepancy_id, remedy."""

    code = "remedy_impossible"
