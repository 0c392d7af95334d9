"""What can go wrong with broker accounts and market data."""

from __future__ import annotations

from tradewright.kernel.errors import LimitReached, NotFound


class AccountNotFound(NotFound):
    """This trader has no broker account with this id."""

    code = "account_not_found"


class AccountsExhausted(LimitReached):
    """The trader has as many broker accounts as anyone may."""

    code = "accounts_exhausted"


class InstrumentNotFound(NotFound):
    """No market source of this installation offers this symbol."""

    code = "instrument_not_found"
