"""One fake venue's whole state, and what its skin must be able to say about itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from tradewright_fakes.faults import FaultPort
from tradewright_fakes.matching import Account, Event, Exchange, Fill, Ids, Instrument, Session, VenueClock
from tradewright_fakes.serving.journal import Journal, current_entry
from tradewright_fakes.serving.keys import OPEN_PREFIX, Credential, Keyring, secret_for
from tradewright_fakes.serving.streams import Hub

OPENING_CASH = Decimal(100_000)


@dataclass(slots=True)
class Settings:
    """What the admin door may change. Rates are fractions of the traded value."""

    latency_ms: float = 0
    latency_by_key: dict[str, float] = field(default_factory=dict)
    is_limited: bool = True
    """False: the venue's own rate limits are off."""
    requests_per_minute: int | None = None
    """None: the venue's own number."""
    fee_maker: Decimal = Decimal(0)
    fee_taker: Decimal = Decimal(0)
    fee_asset: str = ""
    """Coin that fees are taken in; empty: the venue's habit."""
    fee_rate_in_asset: Decimal = Decimal(1)
    """Units of `fee_asset` for one unit of quote currency."""
    opens_fake_keys: bool = True
    flags: dict[str, Any] = field(default_factory=dict)
    """Switches that one venue alone has."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came (or, negative, went) without a trade; `reason` in the venue's words."""

    asset: str
    amount: Decimal
    reason: str


class Skin(Protocol):
    """What differs from venue to venue."""

    name: str

    @abstractmethod
    def exchanges(self, venue: Venue) -> dict[str, Exchange]:
        """The venue's markets by name."""

    @abstractmethod
    def open_account(self, venue: Venue, account_id: str, cash: Decimal) -> None:
        """Open the account in each market."""

    @abstractmethod
    def permissions(self) -> dict[str, bool]:
        """What a fresh key may do."""

    @abstractmethod
    def publish(self, venue: Venue, market: str, event: Event) -> None:
        """Send what happened to the account's streams."""

    @abstractmethod
    def transferred(self, venue: Venue, exchange: Exchange, account: Account, moved: Transfer) -> None:
        """Tell the account's streams of money that moved without a trade."""

    @abstractmethod
    def key_of(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str:
        """The key that a request names; empty when it names none."""

    @abstractmethod
    def error(self, status: int, *, is_unknown: bool) -> Any:
        """The venue's body for `status`; `is_unknown`: it may have done what was asked."""


class Venue:
    """State that `reset` throws away and makes again."""

    def __init__(self, skin: Skin, *, seed: int) -> None:
        self.skin = skin
        self.build(seed)

    def build(self, seed: int) -> None:
        self.seed = seed
        self.clock = VenueClock()
        self.ids = Ids(seed)
        self.session = Session()
        self.settings = Settings()
        self.keyring = Keyring()
        self.journal = Journal()
        self.faults = FaultPort()
        self.hub = Hub(self.faults, self.journal, self.clock.now)
        self.facts: dict[str, Any] = {}
        """What only the skin keeps: listen keys, tokens, windows of rate limits."""
        self.exchanges = self.skin.exchanges(self)
        for name, exchange in self.exchanges.items():
            exchange.on_event.append(self._publisher(name))

    def _publisher(self, market: str) -> Callable[[Event], None]:
        return lambda event: self.skin.publish(self, market, event)

    def open_key(
        self,
        key_id: str,
        *,
        secret: str | None = None,
        account_id: str | None = None,
        cash: Decimal = OPENING_CASH,
        permissions: Mapping[str, bool] | None = None,
        public_key: str | None = None,
    ) -> Credential:
        """Open a key, and the account behind it when that is not open yet."""
        account = account_id or key_id
        if all(account not in exchange.accounts for exchange in self.exchanges.values()):
            self.skin.open_account(self, account, cash)
        return self.keyring.add(
            Credential(
                key_id,
                secret_for(key_id) if secret is None else secret,
                account,
                {**self.skin.permissions(), **(permissions or {})},
                public_key=public_key,
            )
        )

    def credential(self, key_id: str) -> Credential | None:
        """The key; opened now when it is one of those that open themselves."""
        found = self.keyring.find(key_id)
        if found is None and self.settings.opens_fake_keys and key_id.startswith(OPEN_PREFIX):
            return self.open_key(key_id)
        return found

    def account(self, market: str, credential: Credential) -> Account:
        return self.exchanges[market].accounts[credential.account_id]

    def pass_time(self) -> None:
        for exchange in self.exchanges.values():
            exchange.pass_time()

    def fee_of(self, instrument: Instrument, fill: Fill, *, default_asset: str) -> tuple[Decimal, str]:
        """Fee of a fill by the present settings."""
        rate = self.settings.fee_maker if fill.is_maker else self.settings.fee_taker
        asset = self.settings.fee_asset or default_asset
        if asset == instrument.base:
            return fill.quantity * rate, asset
        value = fill.quantity * fill.price * rate
        return (
            (value, asset) if asset == instrument.quote else (value * self.settings.fee_rate_in_asset, asset)
        )


def note_accepted(order_id: str, client_id: str, symbol: str, side: str) -> None:
    """Write into the journal that the request being handled made an order."""
    entry = current_entry()
    if entry is not None:
        entry.accepted.append(
            {"order_id": order_id, "client_order_id": client_id, "symbol": symbol, "side": side}
        )
