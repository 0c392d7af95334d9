"""One user's books in the executor's memory, as last committed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.reconcile import AccountWatch
from tradewright.features.orders.executor.controls import Controls
from tradewright.features.orders.executor.loader import AccountFacts, Loaded, fee_rates_of
from tradewright.features.orders.executor.waiting import ExitCause, Waiting
from tradewright.kernel.ids import AccountId, ClientOrderId, OrderId, SignalId, UserId


class UserDesk:
    """One user's books as last committed. Changed by `Draft.adopt` and by what is read afresh, nothing else."""

    def __init__(self, loaded: Loaded) -> None:
        self.user_id: UserId = loaded.user_id
        self.book = loaded.book
        self.controls: Controls = loaded.controls
        self.accounts: dict[AccountId, AccountFacts] = dict(loaded.accounts)
        self.cursors = {account_id: facts.fill_cursor for account_id, facts in loaded.accounts.items()}
        self.booked: dict[AccountId, dict[str, None]] = {account_id: {} for account_id in loaded.accounts}
        self.unread_fills: set[AccountId] = set()
        self.ended: dict[ClientOrderId, Order] = {}
        self.waiting: dict[SignalId, Waiting] = dict(loaded.waiting)
        self.exit_causes: dict[SignalId, ExitCause] = dict(loaded.exit_causes)
        self.refusals: dict[tuple[AccountId, str], int] = {}
        """How often in a row a venue refused an exit or a protective order of a symbol: what spaces the next try."""
        self.watches: dict[AccountId, AccountWatch] = dict(loaded.reality.watches)
        self.changing: dict[OrderId, datetime] = {}
        """Orders that the venue was asked to change, or refused to change or to cancel, and until when nobody asks again."""
        self.lost_cancels: dict[OrderId, datetime] = {}
        """Orders whose cancel got no answer or could not be sent, and when it is asked for again."""
        self.read_at: datetime | None = None
        self.is_settled = False
        """Whether what an earlier life left open has been asked for; nothing new is decided before."""

    @property
    def epoch(self) -> int:
        return self.controls.epoch

    def live_orders(self, account_id: AccountId) -> list[Order]:
        return list(self.book.accounts[account_id].orders.values())

    def find_order(self, account_id: AccountId, client_order_id: ClientOrderId | None) -> Order | None:
        """Return the order with this client id, live or lately ended."""
        for order in self.book.accounts[account_id].orders.values():
            if order.client_order_id == client_order_id:
                return order
        return None if client_order_id is None else self.ended.get(client_order_id)

    def moments(self) -> list[datetime]:
        """Return when these books have to be looked at though nothing happens: times that are up, steps that are over."""
        times = [*(one.until for one in self.waiting.values()), *self.lost_cancels.values()]
        for account in self.book.accounts.values():
            times += [
                max(order.cancel_at, self.changing.get(order.order_id, order.cancel_at))
                for order in account.orders.values()
                if order.cancel_at is not None and not order.cancel_requested
            ]
        return times

    def set_controls(self, controls: Controls) -> None:
        """Take over limits, kill switches and the state of the accounts we know, as they have just been read."""
        self.controls = controls
        accounts = dict(self.book.accounts)
        for account_id, terms in controls.accounts.items():
            if account_id in accounts:
                accounts[account_id] = replace(
                    accounts[account_id], timezone=terms.timezone, zone_change=terms.zone_change
                )
                if self.accounts[account_id].broker == "paper":
                    rates = fee_rates_of("paper", terms.config, None)
                    accounts[account_id] = replace(accounts[account_id], fee_rates=rates)
                self.accounts[account_id] = replace(
                    self.accounts[account_id],
                    status=terms.status,
                    config=terms.config,
                    key_mark=terms.key_mark,
                )
        self.book = replace(self.book, accounts=accounts, limits=controls.limits, switches=controls.switches)

    def set_capabilities(self, account_id: AccountId, capabilities: Capabilities) -> None:
        """Take over what may be relied on at the account's venue."""
        account = replace(self.book.accounts[account_id], capabilities=capabilities)
        self.book = self.book.with_account(account)

    def cut_off(self, account_id: AccountId) -> None:
        """Say that nothing can be sent to this account's broker."""
        self.accounts[account_id] = replace(self.accounts[account_id], status="without an adapter")
