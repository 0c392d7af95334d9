"""The same questions in the words of each market: paths, names of parameters, weights. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from tradewright.adapters.brokers.binance import spot_requests, usdm_requests
from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.calls import Call
from tradewright.adapters.brokers.binance.limits import LIMITS
from tradewright.adapters.brokers.binance.signing import Value
from tradewright.domain.trading.ports.broker import OrderRequest
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

TRADES_PAGE: Final = 1_000
_ROOTS: Final[dict[Market, str]] = {"spot": "/api/v3", "usdm": "/fapi/v1"}
ALGO: Final = usdm_requests.ALGO


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one market is asked. `name` is always Binance's name of a symbol."""

    market: Market
    _root: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_root", _ROOTS[self.market])

    def place(
        self, request: OrderRequest, name: str, *, now: datetime, reference: Decimal | None = None
    ) -> Call:
        """Return the call that places `request`. Raises CannotSay."""
        if self.market == "spot":
            return spot_requests.place_call(request, name, reference=reference)
        return usdm_requests.place_call(request, name, now=now, reference=reference)

    def order(self, name: str, which: ClientOrderId | None, number: VenueOrderId | None = None) -> Call:
        """Ask for an order by client id, or by Binance's number where that is given."""
        return Call("GET", f"{self._root}/order", _which(name, which, number), self._weight("order"))

    def cancel(self, name: str, which: ClientOrderId | None, number: VenueOrderId | None = None) -> Call:
        return Call("DELETE", f"{self._root}/order", _which(name, which, number), weight=1)

    def algo_order(self, which: ClientOrderId) -> Call:
        return Call("GET", ALGO, {"clientAlgoId": which}, self._weight("order"))

    def cancel_algo(self, which: ClientOrderId) -> Call:
        return Call("DELETE", ALGO, {"clientAlgoId": which}, weight=1)

    def open_orders(self) -> Call:
        return Call("GET", f"{self._root}/openOrders", weight=self._weight("open_orders_all"))

    def open_algo_orders(self) -> Call:
        return Call("GET", "/fapi/v1/openAlgoOrders", weight=self._weight("open_orders_all"))

    def algo_orders(self, name: str) -> Call:
        """Ask for the symbol's conditional orders, ended ones included."""
        return Call("GET", "/fapi/v1/allAlgoOrders", {"symbol": name}, self._weight("trades"))

    def trades(
        self,
        name: str,
        *,
        from_id: int | None = None,
        since_ms: int | None = None,
        until_ms: int | None = None,
    ) -> Call:
        """Ask for a page of the account's trades: from a number on, within a span of time, or the newest."""
        params: dict[str, Value] = {"symbol": name, "limit": TRADES_PAGE}
        if from_id is not None:
            params["fromId"] = from_id
        if since_ms is not None and until_ms is not None:
            params |= {"startTime": since_ms, "endTime": until_ms}
        path = f"{self._root}/{'myTrades' if self.market == 'spot' else 'userTrades'}"
        return Call("GET", path, params, self._weight("trades"))

    def account(self) -> Call:
        weight = self._weight("account")
        if self.market == "spot":
            return Call("GET", "/api/v3/account", {"omitZeroBalances": True}, weight)
        return Call("GET", "/fapi/v3/account", weight=weight)

    def balance(self) -> Call:
        """Ask for a futures account's balances, which bear the account's own name."""
        return Call("GET", "/fapi/v3/balance", weight=self._weight("account"))

    def fee_rate(self, name: str) -> Call:
        """Ask what trading a contract costs; a spot account says it with its balances."""
        return Call("GET", "/fapi/v1/commissionRate", {"symbol": name}, self._weight("fee_rate"))

    def income(self, since: datetime) -> Call:
        params: dict[str, Value] = {"startTime": int(since.timestamp() * 1000), "limit": 1_000}
        return Call("GET", "/fapi/v1/income", params, self._weight("income"))

    def positions(self) -> Call:
        return Call("GET", "/fapi/v3/positionRisk", weight=self._weight("account"))

    def position_mode(self) -> Call:
        return Call("GET", "/fapi/v1/positionSide/dual", weight=self._weight("position_mode"))

    def time(self) -> Call:
        return self._public("time", weight="time")

    def exchange_info(self) -> Call:
        return self._public("exchangeInfo", weight="exchange_info")

    def book(self, name: str) -> Call:
        return self._public("ticker/bookTicker", {"symbol": name}, weight="book")

    def books(self) -> Call:
        return self._public("ticker/bookTicker", weight="books")

    def price(self, name: str) -> Call:
        return self._public("ticker/price", {"symbol": name}, weight="price")

    def prices(self) -> Call:
        return self._public("ticker/price", weight="prices")

    def klines(self, name: str, interval: str, at_most: int) -> Call:
        """Ask for the newest bars; `interval` by Binance's words, which are ours."""
        params: dict[str, Value] = {"symbol": name, "interval": interval, "limit": at_most}
        return self._public("klines", params, weight="klines")

    def _public(self, path: str, params: dict[str, Value] | None = None, *, weight: str) -> Call:
        return Call("GET", f"{self._root}/{path}", params or {}, self._weight(weight), security="public")

    def _weight(self, kind: str) -> int:
        return LIMITS[self.market].weights[kind]


def listen_key(method: Literal["POST", "PUT"]) -> Call:
    """Ask for (POST) or prolong (PUT) the key that names a futures user stream."""
    return Call(method, "/fapi/v1/listenKey", weight=LIMITS["usdm"].weights["listen_key"], security="key")


def permissions() -> Call:
    """Ask what the key may do; on the spot host, whichever market it is for."""
    return Call("GET", "/sapi/v1/account/apiRestrictions", weight=LIMITS["spot"].weights["permissions"])


def _which(name: str, which: ClientOrderId | None, number: VenueOrderId | None) -> dict[str, Value]:
    if number is not None:
        return {"symbol": name, "orderId": str(number)}
    return {"symbol": name, "origClientOrderId": str(which)}
