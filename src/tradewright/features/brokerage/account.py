"""A broker account with its book, link and connection, as the verbs speak of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from tradewright.domain.trading.day import ZoneChange
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.ports.linking import VenueEnvironment
from tradewright.features.brokerage.connection import Connection, Told, connection_of
from tradewright.features.brokerage.links import Link
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.kernel.ids import AccountId

AccountStatus = Literal["active", "disconnected", "closed"]


@dataclass(frozen=True, slots=True)
class Account:
    """A broker account and its book, as the executor last committed it. Money is in account currency.

    `config` is None for linked accounts, `link` for paper accounts and for those that were unlinked. `base_url` is where the
    fake venue of a rehearsal answers.
    """

    account_id: AccountId
    broker: str
    label: str
    environment: VenueEnvironment
    currency: str
    timezone: str
    status: AccountStatus
    config: PaperConfig | None
    created_at: datetime
    starting_cash: Decimal
    realised: Decimal
    fees: Decimal
    trading_day: date | None
    day_equity_start: Decimal | None
    zone_change: ZoneChange | None = None
    """When `timezone` begins to hold, and which zone did before."""
    base_url: str | None = None
    link: Link | None = None
    relinked_at: datetime | None = None
    venue_cash: Decimal | None = None
    venue_equity: Decimal | None = None
    """What the venue last said of a linked account's money; None for paper, and until it has spoken."""
    told: Told | None = None
    """What the executor last said of its connection."""

    @property
    def config_document(self) -> dict[str, Any]:
        """What the column `config` keeps."""
        if self.config is not None:
            return self.config.document()
        # With the stamp a new key is other terms, upon which the executor opens the connection again.
        stamp = {} if self.relinked_at is None else {"relinked_at": self.relinked_at.isoformat()}
        return stamp | ({} if self.base_url is None else {"base_url": self.base_url})

    @property
    def venue(self) -> str:
        """Whose rules and symbols hold here."""
        return PLATFORM if self.broker == "paper" else f"{self.broker}:{self.environment}"

    @property
    def is_usable(self) -> bool:
        """Whether it may be active: on paper, or with a key that was not refused."""
        return self.broker == "paper" or (self.link is not None and self.link.status != "revoked")

    def connection(self, now: datetime) -> Connection | None:
        """Return how its connection stands; None for paper and closed accounts."""
        return connection_of(
            is_active=self.status == "active",
            link=self.link,
            told=self.told,
            linked_at=self.relinked_at or self.created_at,
            now=now,
        )

    @property
    def cash(self) -> Decimal:
        """What the venue says; on paper, and until it has spoken, what our own books come to."""
        return self.starting_cash + self.realised - self.fees if self.venue_cash is None else self.venue_cash
