"""What can come of asking for an order; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Denied, Invalid, NotFound, Unavailable


class OrderNotValid(Invalid):
    """The fields of the order do not fit each other; `faults` says which and what would be right."""

    code = "request_invalid"


class OrderDenied(Denied):
    """A risk rule of the trader's own said no. Data: signal_id, rule, scope, limit, value, smallest_change."""

    code = "denied"


class SignalIgnored(Conflict):
    """The request was understood and there was nothing to do for it. Has signal_id, reason_code."""

    code = "signal_ignored"


class NothingToClose(SignalIgnored):
    """There is no position to close. Has signal_id, reason_code."""

    code = "nothing_to_close"


class SignalFailed(Conflict):
    """The request could not become an order: no price, no room on the grid, … Has signal_id, reason_code."""

    code = "signal_failed"


class OrderNotOpen(Conflict):
    """The order is done, so it cannot be cancelled. Data: order_id, state."""

    code = "order_not_open"


class AccountNotActive(Conflict):
    """The broker account takes no orders now. Data: account_id, status."""

    code = "account_not_active"


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for another request; `faults` says where. Data: signal_id."""

    code = "idempotency_key_reused"


class OrderNotFound(NotFound):
    """This trader has no order with this id."""

    code = "order_not_found"


class SignalNotFound(NotFound):
    """This trader has no signal with this id."""

    code = "signal_not_found"


class ExecutorAbsent(Unavailable):
    """Nobody who keeps this trader's books answers right now; nothing was sent. Ask again."""

    code = "executor_absent"
