"""What can come of changing limits and pressing switches."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Denied, NotFound


class SwitchLocked(Conflict):
    """The kill switch was locked for a time that is not over; only the operator releases it. Data: locked_until."""

    code = "kill_switch_locked"


class OperatorOnly(Denied):
    """The switch of the whole platform is the operator's: `tradewright kill platform` on the server."""

    code = "operator_only"


class TraderNotFound(NotFound):
    """No trader signs in with this e-mail address. Data: email."""

    code = "trader_not_found"
