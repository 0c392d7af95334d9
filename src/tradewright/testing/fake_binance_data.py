"""Binance's public market data as a local server: klines and exchangeInfo, with its errors, weights and page limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradewright.testing.loopback_http import Answer, LoopbackHttp, Request

STEPS_MS = {"1m": 60_000, "5m": 300_000, "1h": 3_600_000, "1d": 86_400_000}
LIMIT_MAX = 1_000


@dataclass(slots=True)
class FakeBinanceData:
    """Lists `symbols`, each with bars on every step in `[began_ms, ends_ms)` but for `holes` (open times, ms).

    Serve it with `server()`; the spot and the futures paths answer alike. `used_weight` is what the header tells.
    """

    symbols: tuple[str, ...] = ("BTCUSDT",)
    began_ms: int = 1_704_067_200_000
    ends_ms: int = 1_704_067_200_000 + 3 * 86_400_000
    holes: frozenset[int] = frozenset()
    used_weight: int = 1
    shift: float = 0.0
    """Added to every price: the venue corrects its history."""

    def server(self) -> LoopbackHttp:
        return LoopbackHttp(self.answer)

    def answer(self, request: Request) -> Answer:
        """Return what the venue answers to a request."""
        headers = {"x-mbx-used-weight-1m": str(self.used_weight)}
        name = request.path.rsplit("/", 1)[-1]
        if request.path not in {f"{base}/{name}" for base in ("/api/v3", "/fapi/v1")}:
            return Answer({"code": -1000, "msg": "no such path"}, status=404)
        if name == "exchangeInfo":
            return Answer({"symbols": [_listing(symbol) for symbol in self.symbols]}, headers=headers)
        symbol, interval = request.query.get("symbol", ""), request.query.get("interval", "")
        if symbol not in self.symbols:
            return Answer({"code": -1121, "msg": "Invalid symbol."}, status=400)
        if interval not in STEPS_MS:
            return Answer({"code": -1120, "msg": "Invalid interval."}, status=400)
        limit = int(request.query.get("limit", "500"))
        if limit > LIMIT_MAX:
            return Answer({"code": -1130, "msg": "Data sent for parameter 'limit' is not valid."}, status=400)
        return Answer(self._klines(request.query, STEPS_MS[interval], limit), headers=headers)

    def _klines(self, query: dict[str, str], step: int, limit: int) -> list[list[Any]]:
        at = max(int(query.get("startTime", "0")), self.began_ms)
        at = -(-at // step) * step
        end = min(int(query.get("endTime", str(self.ends_ms))), self.ends_ms - 1)
        rows: list[list[Any]] = []
        while at <= end and len(rows) < limit:
            if at not in self.holes:
                rows.append(self._kline(at, step))
            at += step
        return rows

    def _kline(self, at: int, step: int) -> list[Any]:
        base = 40_000 + at // step % 997 + self.shift
        prices = [f"{base:.2f}", f"{base + 5:.2f}", f"{base - 5:.2f}", f"{base + 1.5:.2f}"]
        return [at, *prices, "12.34500000", at + step - 1, "493000.0", 100, "6.0", "240000.0", "0"]


def _listing(symbol: str) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "status": "TRADING",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.01000000", "tickSize": "0.01000000"},
            {"filterType": "LOT_SIZE", "minQty": "0.00001000", "stepSize": "0.00001000"},
        ],
    }
