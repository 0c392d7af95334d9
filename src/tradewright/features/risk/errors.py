"""What can go wrong with limits and switches; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import NotFound


class AccountNotFound(NotFound):
    """This trader has no broker account with this id."""

    code = "account_not_found"
