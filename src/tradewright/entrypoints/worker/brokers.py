"""Which adapter a broker account is opened with, and with whose key. One of the two places that name the venues."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from tradewright.adapters.brokers import alpaca, binance
from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    Broker,
    BrokerEvent,
    ConnectionChanged,
    KnownOrder,
)
from tradewright.domain.trading.ports.linking import Credential, VenueEnvironment
from tradewright.features.brokerage import mark_revoked, open_credential
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import NotFound, Unavailable
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId, VenueOrderId
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, statements
from tradewright.platform.settings import Settings
from tradewright.platform.telemetry import logger
from tradewright.platform.vault import KeyMissing, SealBroken, Vault

log = logger(__name__)
queries: Any = statements(__package__, "brokers.sql")

Sink = Callable[[AccountId, BrokerEvent], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything an adapter is opened with."""

    credential: Credential
    environment: VenueEnvironment
    clock: Clock
    on_event: Callable[[BrokerEvent], None]
    base_url: str | None
    since: datetime
    known: Iterable[KnownOrder]


class Brokers:
    """Opens and closes the connections of accounts, and marks those whose key the venue refuses."""

    def __init__(
        self, paper: PaperVenue, *, db: Database, bus: Bus, clock: Clock, settings: Settings
    ) -> None:
        self._paper = paper
        self._db = db
        self._bus = bus
        self._clock = clock
        self._vault = Vault.of(settings.vault_keys)
        self._has_rehearsals = bool(settings.rehearsal_venues)
        self._open: dict[AccountId, Broker] = {}
        self._marking: set[asyncio.Task[None]] = set()

    async def open(
        self, user_id: UserId, account_id: AccountId, *, broker: str, config: dict[str, Any], sink: Sink
    ) -> Broker:
        """Return the connection of one account, listening; one that was open with other terms is closed first.

        Raises NotFound for a broker this version does not know, and for an account without a key that works.
        """
        if broker == "paper":
            return await self._paper.open_account(user_id, account_id, config, sink)
        make = _OPENERS.get(broker)
        if make is None:
            raise NotFound("no adapter for this broker", broker=broker)
        await self.release(account_id)

        def hear(event: BrokerEvent) -> None:
            if isinstance(event, ConnectionChanged) and event.code == REVOKED_CODE:
                self._mark(user_id, account_id, event.reason)
            sink(account_id, event)

        terms = await self._terms(user_id, account_id, hear)
        try:
            connection = make(terms)
        except ValueError as error:
            # Linking tries a key before it is stored, so this one was made unusable by a later version of ours.
            raise NotFound(
                "the account's key is none that its venue takes", account_id=str(account_id)
            ) from error
        await connection.connect()
        self._open[account_id] = connection
        return connection

    async def release(self, account_id: AccountId) -> None:
        """Close the connection of an account, if it is open."""
        connection = self._open.pop(account_id, None)
        if connection is None:
            await self._paper.release_account(account_id)
        else:
            await connection.close()

    async def close(self) -> None:
        """Close every connection to a venue outside, and let what is being marked be marked."""
        for account_id in list(self._open):
            await self.release(account_id)
        if self._marking:
            await asyncio.wait(self._marking)

    async def _terms(
        self, user_id: UserId, account_id: AccountId, on_event: Callable[[BrokerEvent], None]
    ) -> Terms:
        async with self._db.acting([user_id]) as tx:
            row = await queries.find_linked_account(tx, user_id=user_id, account_id=account_id)
            known = [
                KnownOrder(
                    client_order_id=ClientOrderId(order["client_order_id"]),
                    leg=order["leg"],
                    venue_order_id=VenueOrderId(order["venue_order_id"]) if order["venue_order_id"] else None,
                    parent=ClientOrderId(order["parent"]) if order["parent"] else None,
                    symbol=order["symbol"],
                )
                async for order in queries.list_known_orders(tx, user_id=user_id, account_id=account_id)
            ]
        if row is None or row["credential"] is None or row["link_status"] == "revoked":
            raise NotFound("the account has no key that works", account_id=str(account_id))
        if row["environment"] == "rehearsal" and not self._has_rehearsals:
            raise NotFound("rehearsals are not allowed here", account_id=str(account_id))
        try:
            credential = open_credential(self._vault, row["credential"], user_id)
        except (KeyMissing, SealBroken) as error:
            # The trader's other accounts must not wait for this one; the operator reads the log.
            log.error("executor.key_unreadable", account_id=str(account_id), reason=error.code)
            raise NotFound("the account's key cannot be unsealed", account_id=str(account_id)) from error
        return Terms(
            credential=credential,
            environment=row["environment"],
            clock=self._clock,
            on_event=on_event,
            base_url=row["config"].get("base_url"),
            since=row["created_at"],
            known=known,
        )

    def _mark(self, user_id: UserId, account_id: AccountId, reason: str) -> None:
        task = asyncio.create_task(self._mark_safely(user_id, account_id, reason), name="account-revoked")
        self._marking.add(task)
        task.add_done_callback(self._marking.discard)

    async def _mark_safely(self, user_id: UserId, account_id: AccountId, reason: str) -> None:
        try:
            await mark_revoked(self._db, self._bus, user_id, account_id, reason=reason, now=self._clock.now())
        except Unavailable as error:
            # Policy: the venue refuses the key again when it is next asked, and so we are told again.
            log.warning("executor.revoked_unmarked", account_id=str(account_id), reason=error.detail)


def _open_alpaca(terms: Terms) -> Broker:
    return alpaca.open_broker(
        terms.credential,
        terms.environment,
        clock=terms.clock,
        on_event=terms.on_event,
        base_url=terms.base_url,
        since=terms.since,
        known=terms.known,
    )


def _open_binance(broker: str, terms: Terms) -> Broker:
    return binance.open_broker(
        broker,
        terms.credential,
        terms.environment,
        clock=terms.clock,
        on_event=terms.on_event,
        base_url=terms.base_url,
        since=terms.since,
        known=terms.known,
    )


_OPENERS: dict[str, Callable[[Terms], Broker]] = {
    "alpaca": _open_alpaca,
    "binance": partial(_open_binance, "binance"),
    "binance_usdm": partial(_open_binance, "binance_usdm"),
}
