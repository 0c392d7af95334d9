"""What the user stream says, put right before it is passed on: named, in order, once.

Frames come twice, a fill before its "new", an end before the fills it follows. They are worked through one after the other
by a task of their own, because finding out whose order it is may take a question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar, assert_never

from tradewright.adapters.brokers.binance.links import Links
from tradewright.adapters.brokers.binance.lookup import Orders
from tradewright.adapters.brokers.binance.updates import Finished, Notice, Said, Triggered
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.domain.trading.order import TERMINAL, Fill, OrderState
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    BrokerUnavailable,
    FillUpdate,
    OrderReport,
    OrderUpdate,
    StreamGap,
)
from tradewright.kernel.money import ZERO
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

REMEMBERED_MAX: Final = 20_000
OrderKey = tuple[str, str]
Key = TypeVar("Key")


class Ears:
    """Hears the updates of one account and tells what they mean; `on_notice` hears of money and of connections to renew."""

    def __init__(
        self,
        orders: Orders,
        links: Links,
        *,
        tell: Callable[[BrokerEvent], None],
        on_notice: Callable[[Notice], None],
    ) -> None:
        self._orders = orders
        self._links = links
        self._tell = tell
        self._on_notice = on_notice
        self._waiting: asyncio.Queue[Said] = asyncio.Queue()
        self._announced: dict[OrderKey, None] = {}
        self._ended: dict[OrderKey, None] = {}
        self._told: dict[str, None] = {}

    def put(self, said: list[Said]) -> None:
        for one in said:
            self._waiting.put_nowait(one)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            said = await self._waiting.get()
            try:
                await self._hear(said)
            except (BrokerUnavailable, Unreadable) as error:
                # Policy: what cannot be named or read now is missing from the stream, and the books are read anew.
                self._tell(StreamGap(f"an update came to nothing: {error}"))
            except Exception as error:
                # Policy: a bug of ours over one update must not leave all later ones unheard; the books are read anew.
                log.exception("binance.update_failed")
                self._tell(StreamGap(f"an update broke us: {type(error).__name__}"))

    async def _hear(self, said: Said) -> None:
        match said:
            case OrderReport():
                await self._hear_report(said)
            case Fill():
                await self._hear_fill(said)
            case Triggered(client_order_id, symbol, became):
                self._links.trigger(client_order_id, symbol, became)
            case Finished(report):
                await self._hear_end(report)
            case "gap":
                self._tell(StreamGap("something was executed that the stream does not number"))
            case "money" | "reopen":
                self._on_notice(said)
            case _ as never:
                assert_never(never)

    async def _hear_report(self, report: OrderReport) -> None:
        named = await self._orders.adopt(report)
        self._links.see(named)
        self._say(named)

    async def _hear_fill(self, fill: Fill) -> None:
        if fill.venue_execution_id in self._told:
            return
        ours = self._links.ours(fill.symbol, fill.venue_order_id)
        if ours is None and (fill.symbol, fill.venue_order_id) not in self._announced:
            await self._announce(fill)
            ours = self._links.ours(fill.symbol, fill.venue_order_id)
        _keep(self._told, fill.venue_execution_id)
        self._tell(FillUpdate(replace(fill, client_order_id=ours or fill.client_order_id)))

    async def _announce(self, fill: Fill) -> None:
        """Tell of the order that a fill belongs to, before the fill: its own "new" was lost or comes late."""
        report = await self._orders.get(fill.symbol, fill.venue_order_id)
        if report is not None:
            before = max(report.filled_quantity - fill.quantity, ZERO)
            state: OrderState = "partly_filled" if before else "working"
            self._say(replace(report, state=state, filled_quantity=before))

    async def _hear_end(self, report: OrderReport) -> None:
        """Tell how an algo order ended: the order it became knows, and has mostly said so already."""
        assert report.client_order_id is not None  # noqa: S101 - algo orders are read with one
        became = self._links.became(report.client_order_id)
        if became is not None and (report.symbol, became) in self._ended:
            return
        found = await self._orders.find(report.client_order_id)
        if found is not None:
            self._say(found)

    def _say(self, report: OrderReport) -> None:
        key = (report.symbol, report.venue_order_id)
        if report.state in TERMINAL:
            _keep(self._ended, key)
        elif key in self._ended:
            return  # told late: an end is for ever
        _keep(self._announced, key)
        self._tell(OrderUpdate(report))


def _keep(memory: dict[Key, None], key: Key) -> None:
    memory[key] = None
    if len(memory) > REMEMBERED_MAX:
        del memory[next(iter(memory))]
