"""Alpaca's historical bars as a local server: keys, page tokens, feeds and its error answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tradewright.testing.loopback_http import Answer, LoopbackHttp, Request

STEPS = {"1Min": timedelta(minutes=1), "1Hour": timedelta(hours=1), "1Day": timedelta(days=1)}
KEY_ID, SECRET_KEY = "PKFAKE", "fake-secret"


@dataclass(slots=True)
class FakeAlpacaData:
    """Bars of `symbols` on weekdays (stocks: 14:30 to 21:00 UTC) in `[began, ends)`; at most `page` a page."""

    symbols: tuple[str, ...] = ("AAPL", "BTC/USD")
    began: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2024, 1, 9, tzinfo=UTC)
    page: int = 200

    def server(self) -> LoopbackHttp:
        return LoopbackHttp(self.answer)

    def answer(self, request: Request) -> Answer:
        """Return what the venue answers to a request."""
        is_stocks = request.path == "/v2/stocks/bars"
        if not is_stocks and request.path != "/v1beta3/crypto/us/bars":
            return Answer({"message": "endpoint not found."}, status=404)
        given = (request.headers.get("apca-api-key-id"), request.headers.get("apca-api-secret-key"))
        if is_stocks and given != (KEY_ID, SECRET_KEY):
            return Answer({"message": "forbidden."}, status=401)
        if is_stocks and request.query.get("feed") == "sip":
            return Answer({"message": "subscription does not permit querying recent SIP data"}, status=403)
        symbol, timeframe = request.query.get("symbols", ""), request.query.get("timeframe", "")
        if timeframe not in STEPS:
            return Answer({"message": f"invalid timeframe: {timeframe}"}, status=400)
        bars = (
            self._bars(request.query, STEPS[timeframe], is_stocks=is_stocks) if symbol in self.symbols else []
        )
        first = int(request.query.get("page_token", "0"))
        size = min(self.page, int(request.query.get("limit", "1000")))
        shown = bars[first : first + size]
        token = str(first + size) if first + size < len(bars) else None
        return Answer({"bars": {symbol: shown} if shown else {}, "next_page_token": token})

    def _bars(self, query: dict[str, str], step: timedelta, *, is_stocks: bool) -> list[dict[str, Any]]:
        start = max(datetime.fromisoformat(query["start"]), self.began)
        end = min(datetime.fromisoformat(query["end"]), self.ends - step)
        at = self.began + -(-(start - self.began) // step) * step
        found = []
        while at <= end:  # the end is included, as the venue does
            if not is_stocks or (at.weekday() < 5 and 870 <= at.hour * 60 + at.minute < 1260):
                price = 180 + (at.day * 24 + at.hour) * 0.05
                found.append(_bar(at, round(price, 2)))
            at += step
        return found


def _bar(at: datetime, price: float) -> dict[str, Any]:
    text = at.isoformat().replace("+00:00", "Z")
    return {
        "t": text,
        "o": price,
        "h": round(price + 0.1, 2),
        "l": round(price - 0.1, 2),
        "c": price,
        "v": 1200,
        "n": 9,
    }
