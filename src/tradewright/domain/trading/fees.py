"""What trading costs: shares of a trade's value that each of its two ends pays at most (the taker's rate)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.kernel.money import parse_decimal, plain

_OTHERWISE = "*"


@dataclass(frozen=True, slots=True)
class FeeRates:
    """One account's rates, as fractions (0.001 is a tenth of a percent). `otherwise` holds where no market has its own;
    None: nobody has said, and sizes leave fees out.
    """

    otherwise: Decimal | None = None
    by_market: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, instrument: Instrument) -> Decimal | None:
        return self.by_market.get(instrument.market, self.otherwise)

    def on(self, instrument: Instrument) -> Instrument:
        """Return the instrument with what trading it costs here; as it is where that is not known."""
        rate = self.of(instrument)
        if rate is None or rate == instrument.fee_rate:
            return instrument
        return replace(instrument, fee_rate=rate)

    def document(self) -> dict[str, str]:
        """Return the rates as the database keeps them."""
        rates = {} if self.otherwise is None else {_OTHERWISE: plain(self.otherwise)}
        return rates | {market: plain(rate) for market, rate in self.by_market.items()}

    @classmethod
    def parse(cls, document: Mapping[str, str] | None) -> FeeRates:
        """Read what `document` wrote. Raises ValueError for what is no number."""
        rates = {name: parse_decimal(text) for name, text in (document or {}).items()}
        return cls(rates.pop(_OTHERWISE, None), rates)


NO_RATES = FeeRates()
