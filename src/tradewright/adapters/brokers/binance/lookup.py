"""Asking Binance about orders: by our id, by its number, all that are open; at both of the futures' endpoints."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.links import Links
from tradewright.adapters.brokers.binance.reports import AlgoOrder, algo_order, order_report
from tradewright.adapters.brokers.binance.symbols import to_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import BrokerUnavailable, OrderReport
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

_CONDITIONAL: Final = frozenset({"stop", "stop_limit", "trailing_stop"})


class Orders:
    """What the venue says of orders, under our ids. Every question may raise BrokerUnavailable."""

    def __init__(self, api: Api, dialect: Dialect, links: Links) -> None:
        self._api = api
        self._dialect = dialect
        self._links = links
        self._nameless: set[tuple[str, VenueOrderId]] = set()
        """Orders that Binance does not know any more: their fills come again, and are not asked about again."""

    async def find(self, client_order_id: ClientOrderId) -> OrderReport | None:
        """Return the order with our client id; None only when Binance says at every endpoint that there is none.

        Raises BrokerUnavailable for an order whose symbol nobody knows and that is not among the open ones: Binance can
        only be asked with the symbol, so it is no information.
        """
        symbol = self._links.symbol(client_order_id)
        found = None if symbol is None else await self._find_in(symbol, client_order_id)
        if found is None and self._dialect.market == "usdm":
            found = await self._find_algo(client_order_id)
        if found is not None or symbol is not None:
            return found
        return await self._search(client_order_id)

    async def get(self, symbol: str, number: VenueOrderId) -> OrderReport | None:
        """Return one order by Binance's number, under our client id where it is ours."""
        name = _named(symbol, self._dialect)
        document = await self._api.find(self._dialect.order(name, None, number))
        if document is None:
            return None
        with readable("an order"):
            return await self._known(order_report(document, self._dialect.market))

    async def open(self) -> list[OrderReport]:
        """Return every open order, conditional ones included."""
        reports: list[OrderReport] = []
        with readable("open orders"):
            for row in Fields.list_of(await self._api.read(self._dialect.open_orders()), what="open orders"):
                report = order_report(row.values, self._dialect.market, is_open=True)
                reports.append(await self._known(report))
            if self._dialect.market == "usdm":
                listed = {report.client_order_id for report in reports}
                reports += [one for one in await self._open_algos() if one.client_order_id not in listed]
        return reports

    async def client_id(self, symbol: str, number: VenueOrderId) -> ClientOrderId | None:
        """Return our client id of Binance's order, or the one it bears there; None when Binance knows none."""
        known = self._links.ours(symbol, number)
        if known is not None:
            return known
        if (symbol, number) in self._nameless:
            return None
        name = _named(symbol, self._dialect)
        document = await self._api.find(self._dialect.order(name, None, number))
        if document is None:
            self._nameless.add((symbol, number))
            return None
        with readable("an order"):
            # A status nobody knows is no reason not to know the name: the fills of all others wait behind this one.
            report = await self._known(order_report(document, self._dialect.market, is_open=True))
        return report.client_order_id

    async def adopt(self, report: OrderReport) -> OrderReport:
        """Return a report under our client id: an order that a trigger made may bear another one than its algo order."""
        ours = self._links.ours(report.symbol, report.venue_order_id)
        if ours is not None:
            return report if ours == report.client_order_id else _as(report, ours)
        is_stranger = report.client_order_id is None or self._links.symbol(report.client_order_id) is None
        if (
            is_stranger
            and self._dialect.market == "usdm"
            and report.order_type in _CONDITIONAL
            and not report.is_external
        ):
            origin = await self._origin(report.symbol, report.venue_order_id)
            if origin is not None:
                return _as(report, origin)
        return report

    async def _known(self, report: OrderReport) -> OrderReport:
        report = await self.adopt(report)
        self._links.see(report)
        return report

    async def _find_in(self, symbol: str, client_order_id: ClientOrderId) -> OrderReport | None:
        became = self._links.became(client_order_id)
        if became is not None:
            return await self.get(symbol, became)
        if self._links.is_algo(client_order_id):
            return None  # the algo service is asked next; the plain endpoint would only spend a request
        name = _named(symbol, self._dialect)
        document = await self._api.find(self._dialect.order(name, client_order_id))
        if document is None:
            return None
        with readable("an order"):
            report = _as(order_report(document, self._dialect.market), client_order_id)
        self._links.see(report)
        return report

    async def _find_algo(self, client_order_id: ClientOrderId) -> OrderReport | None:
        document = await self._api.find(self._dialect.algo_order(client_order_id))
        if document is None:
            return None
        with readable("an algo order"):
            algo = algo_order(document)
        return await self._resolve(algo)

    async def _resolve(self, algo: AlgoOrder) -> OrderReport | None:
        """Return the order that an algo order became, else the algo order itself."""
        report = algo.report
        assert report.client_order_id is not None  # noqa: S101 - read as a must
        self._links.learn(report.client_order_id, report.symbol, report.venue_order_id, is_algo=True)
        if algo.became is None:
            if algo.is_finished:
                raise BrokerUnavailable("unreadable", "Binance finished an algo order and does not say how")
            return report
        self._links.trigger(report.client_order_id, report.symbol, algo.became)
        order = await self.get(report.symbol, algo.became)
        if order is None and algo.is_finished:
            raise BrokerUnavailable(
                "unreadable", "Binance does not know the order that its algo order became"
            )
        return order or report

    async def _open_algos(self) -> list[OrderReport]:
        rows = Fields.list_of(await self._api.read(self._dialect.open_algo_orders()), what="algo orders")
        reports: list[OrderReport] = []
        for row in rows:
            algo = algo_order(row.values, is_open=True)
            report = algo.report
            assert report.client_order_id is not None  # noqa: S101 - read as a must
            self._links.learn(report.client_order_id, report.symbol, report.venue_order_id, is_algo=True)
            if algo.became is not None:
                self._links.trigger(report.client_order_id, report.symbol, algo.became)
            elif not algo.is_finished:
                reports.append(report)
        return reports

    async def _origin(self, symbol: str, number: VenueOrderId) -> ClientOrderId | None:
        """Return the algo order whose trigger made this order."""
        rows = await self._api.read(self._dialect.algo_orders(_named(symbol, self._dialect)))
        with readable("algo orders"):
            for row in Fields.list_of(rows, what="algo orders"):
                algo = algo_order(row.values, is_open=True)
                if algo.became == number and algo.report.client_order_id is not None:
                    self._links.trigger(algo.report.client_order_id, symbol, number)
                    return algo.report.client_order_id
        return None

    async def _search(self, client_order_id: ClientOrderId) -> OrderReport:
        for report in await self.open():
            if report.client_order_id == client_order_id:
                return report
        for symbol in self._links.recent():
            found = await self._find_in(symbol, client_order_id)
            if found is not None:
                return found
        raise BrokerUnavailable(
            "unreadable", "Binance finds an order only with its symbol, and nobody knows it"
        )


def _named(symbol: str, dialect: Dialect) -> str:
    name = to_venue(symbol, dialect.market)
    if name is None:
        raise BrokerUnavailable("unreadable", f"{symbol} is no symbol of this market")
    return name


def _as(report: OrderReport, client_order_id: ClientOrderId) -> OrderReport:
    return replace(report, client_order_id=client_order_id)
