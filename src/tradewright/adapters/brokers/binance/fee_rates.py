"""What a futures account pays: asked for now and then, because no document that is read anyway says it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tradewright.adapters.brokers.binance.accounts import usdm_fees
from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

ASK_AGAIN_AFTER: Final = timedelta(hours=6)
"""Tiers change once a day, by the volume of thirty."""
TRY_AGAIN_AFTER: Final = timedelta(minutes=10)
CONTRACT: Final = "BTCUSDT"


class UsdmFeeRates:
    """Knows one account's rates; the last ones stay until newer ones are told."""

    def __init__(self, api: Api, dialect: Dialect) -> None:
        self._api = api
        self._dialect = dialect
        self._known: FeeRates | None = None
        self._ask_at: datetime | None = None

    async def get(self, now: datetime) -> FeeRates | None:
        """Return the rates, asking where they are old; None while they could not be had."""
        if self._ask_at is not None and now < self._ask_at:
            return self._known
        self._ask_at = now + TRY_AGAIN_AFTER
        try:
            answer = await self._api.read(self._dialect.fee_rate(CONTRACT))
            with readable("fee rates"):
                self._known = usdm_fees(answer)
            self._ask_at = now + ASK_AGAIN_AFTER
        except BrokerUnavailable as error:
            # Policy: money is told without its rates; sizes go by the last ones meanwhile.
            log.info("binance.no_fee_rates", code=error.code, reason=error.message)
        return self._known
