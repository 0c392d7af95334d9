"""What Alpaca takes for trading coins: out of what the trade brings in, at once, and without saying so in any fill.

Buying 0.1 BTC leaves 0.09975 in the position (alpaca-py issue 374, alpaca-java issue 148); the fee itself is posted as an
activity (CFEE, FEE) after the day's end. So a fill is told with the taker's fee of the account's tier. An order that rested
pays the maker's, which is less: the books then hold a little less than the venue, never more than can be sold.
Rates: Alpaca's crypto fee schedule, read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_UP, Decimal
from typing import Final

from tradewright.adapters.brokers.alpaca.symbols import base_of, to_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.order import Fill
from tradewright.kernel.money import ZERO

TAKER_BY_TIER: Final = tuple(
    Decimal(rate) for rate in ("0.0025", "0.0022", "0.0020", "0.0018", "0.0015", "0.0013", "0.0012", "0.0010")
)
"""Tier 1 (under 100,000 dollars in 30 days) to 8."""
_STEP: Final = Decimal("0.000000001")
"""Quantities of coins have nine places."""


def rates_of(account: Fields) -> FeeRates:
    """Return what trading costs: nothing for shares, the tier's rate for coins; tier 1 where the account names none."""
    tier = account.whole("crypto_tier") or 1
    place = min(max(tier, 1), len(TAKER_BY_TIER)) - 1
    return FeeRates(otherwise=ZERO, by_market={"crypto": TAKER_BY_TIER[place]})


class CoinFees:
    """Puts the fee on fills of coins, by the tier that the account last told."""

    def __init__(self) -> None:
        self._taker = TAKER_BY_TIER[0]

    def learn(self, rates: FeeRates) -> None:
        self._taker = rates.by_market["crypto"]

    def on(self, fill: Fill) -> Fill:
        """Return the fill with its fee: in the coin that was bought, or in what it was sold for."""
        base = base_of(fill.symbol)
        if base is None or fill.kind not in ("trade", "correction"):
            return fill
        if fill.side == "buy":
            fee = (fill.quantity * self._taker).quantize(_STEP, ROUND_UP)
            return replace(fill, fee=fee, fee_currency=base)
        quote = to_venue(fill.symbol).partition("/")[2]
        return replace(fill, fee=fill.quantity * fill.price * self._taker, fee_currency=quote)
