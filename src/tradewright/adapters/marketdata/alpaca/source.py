"""Alpaca as a source of history: pages of ten thousand bars, followed by their tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

import httpx

from tradewright.adapters.marketdata.alpaca.translate import WirePage, bars_of, refusal_of
from tradewright.adapters.marketdata.asking import Asker
from tradewright.adapters.marketdata.pace import Sleep
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.market_data import SeriesFacts
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Fault, Invalid, Unavailable
from tradewright.kernel.secret import Secret
from tradewright.kernel.timeframes import Timeframe

AlpacaMarket = Literal["stocks", "crypto"]
Feed = Literal["iex", "sip", "otc"]
Adjustment = Literal["raw", "split", "dividend", "all"]
URL: Final = "https://data.alpaca.markets"
PAGE: Final = 10_000
"""Bars of one page at most, over all symbols; we ask for one symbol."""
PAGES_MAX: Final = 100
"""Of one span: far above what `span_max` can need, and an end to tokens that lead in a circle."""
_UNITS: Final = {"m": "Min", "h": "Hour", "d": "Day", "w": "Week"}
INTERVALS: Final = {one.value: (one.value[:-1] + _UNITS[one.value[-1]], one.seconds) for one in Timeframe}


class AlpacaHistory:
    """The history port over Alpaca's market data REST."""

    def __init__(
        self,
        market: AlpacaMarket,
        *,
        key_id: Secret | None,
        secret_key: Secret | None,
        clock: Clock,
        feed: Feed = "iex",
        adjustment: Adjustment = "split",
        url: str | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Keys are needed for stocks; crypto is open to all. `adjustment` and `feed` concern stocks."""
        self._market = market
        self._params: dict[str, str] = {"feed": feed, "adjustment": adjustment} if market == "stocks" else {}
        self._path = "/v2/stocks/bars" if market == "stocks" else "/v1beta3/crypto/us/bars"
        self._headers = (
            {}
            if key_id is None or secret_key is None
            else {"APCA-API-KEY-ID": key_id.reveal(), "APCA-API-SECRET-KEY": secret_key.reveal()}
        )
        self._clock = clock
        self._url = url or URL
        self._sleep = sleep
        self._asker: Asker | None = None

    @property
    def name(self) -> str:
        """Bars of another feed or adjustment are other bars, and another series: `alpaca`, `alpaca-sip-raw` …"""
        if self._market == "crypto":
            return "alpaca-crypto"
        told = [self._params["feed"], self._params["adjustment"]]
        return "alpaca" if told == ["iex", "split"] else "-".join(["alpaca", *told])

    async def connect(self) -> None:
        self._asker = Asker(
            self._url,
            service="Alpaca",
            headers=self._headers,
            sleep=self._sleep,
            refuse=refusal_of,
            wait_after=self._pause,
        )

    async def close(self) -> None:
        if self._asker is not None:
            await self._asker.close()

    async def facts(self, symbol: str) -> SeriesFacts:
        """Shares stand on cents, or finer where their prices do; a coin's grid is in its prices."""
        if self._market == "crypto":
            return SeriesFacts(market="crypto")
        return SeriesFacts(market="stocks", tick=Decimal("0.01"), lot_step=Decimal("0.000001"))

    async def began_at(self, symbol: str, *, timeframe: str) -> datetime | None:
        return (
            datetime(2016, 1, 1, tzinfo=UTC) if self._market == "stocks" else datetime(2021, 1, 1, tzinfo=UTC)
        )

    def span_max(self, timeframe: str) -> timedelta:
        """A third of a stock's hours has bars, so a span of two pages' length is one page, mostly."""
        return timedelta(seconds=_interval(timeframe)[1]) * (PAGE if self._market == "crypto" else 2 * PAGE)

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        name, seconds = _interval(timeframe)
        length, now = timedelta(seconds=seconds), self._clock.now()
        params: dict[str, str | int] = {
            "symbols": symbol,
            "timeframe": name,
            "start": _text(start),
            "end": _text(end),  # the venue includes it; we leave that bar out below
            "limit": PAGE,
            "sort": "asc",
            **self._params,
        }
        bars: list[Bar] = []
        for _ in range(PAGES_MAX):
            page = await self._get(params)
            bars += bars_of(page, symbol=symbol, timeframe=timeframe)
            if not page.next_page_token:
                break
            params["page_token"] = page.next_page_token
        else:
            raise Unavailable(f"Alpaca's pages do not end: {PAGES_MAX} for one span of {symbol}")
        asked = [bar for bar in bars if start <= bar.opened_at < end and bar.opened_at + length <= now]
        return asked[-limit:] if limit else []

    def _pause(self, headers: httpx.Headers) -> float:
        """Wait for the next window when this answer was the last one of the present window."""
        left, reset = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-reset", "")
        if left != "0" or not reset.isdigit():
            return 0.0
        return min(max(int(reset) - self._clock.now().timestamp(), 0.0), 60.0)

    async def _get(self, params: dict[str, str | int]) -> WirePage:
        if self._asker is None:
            await self.connect()
        assert self._asker is not None  # noqa: S101 - connect has just made it
        page: WirePage = await self._asker.get(self._path, params, WirePage)
        return page


def _interval(timeframe: str) -> tuple[str, int]:
    if timeframe not in INTERVALS:
        fault = Fault("timeframe", "known", f"one of {', '.join(INTERVALS)}", timeframe)
        raise Invalid(f"we ask Alpaca for no bars of {timeframe}", faults=(fault,))
    return INTERVALS[timeframe]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
