"""How long a venue is left alone that could not be read: when it is busy, away, or our key no longer opens it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from tradewright.domain.trading.ports.broker import REVOKED_CODE, BrokerUnavailable
from tradewright.kernel.ids import AccountId

REVOKED_AGAIN = timedelta(minutes=5)
REFUSED_AGAIN = timedelta(seconds=5)


class Patience:
    """Remembers, for each account, before when nobody looks again."""

    def __init__(self) -> None:
        self._not_before: dict[AccountId, datetime] = {}

    def may_look(self, account_id: AccountId, now: datetime) -> bool:
        not_before = self._not_before.get(account_id)
        return not_before is None or now >= not_before

    def forget(self, account_id: AccountId) -> None:
        """Have the account looked at as ever: whatever was refused, was refused to another connection."""
        self._not_before.pop(account_id, None)

    def keep_only(self, here: Container[AccountId]) -> None:
        """Forget accounts that are not ours any more."""
        self._not_before = {key: at for key, at in self._not_before.items() if key in here}

    def note(self, account_id: AccountId, failed: Sequence[BrokerUnavailable], now: datetime) -> None:
        """Take over what the last look came to; none failed: the account may be looked at as ever."""
        self._not_before.pop(account_id, None)
        for error in failed:
            wait = timedelta(seconds=error.retry_after_s) if error.retry_after_s else REFUSED_AGAIN
            if error.code == REVOKED_CODE:
                wait = REVOKED_AGAIN
            self._not_before[account_id] = max(now + wait, self._not_before.get(account_id, now))
