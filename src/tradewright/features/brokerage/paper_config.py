"""How a paper account behaves: what it starts with, and what its fills cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from tradewright.kernel.money import plain


@dataclass(frozen=True, slots=True)
class PaperConfig:
    """`starting_cash` is account currency; `slippage_bps` hundredths of a percent against the trader; `fee_rate` a
    fraction of the notional; `partial_fill_max` the most units one fill may have, None for no such limit."""

    starting_cash: Decimal = Decimal(100_000)
    slippage_bps: Decimal = Decimal(1)
    fee_rate: Decimal = Decimal("0.0005")
    latency_ms: int = 0
    partial_fill_max: Decimal | None = None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read what `document()` wrote; a missing key takes its default."""
        default = cls()
        most = document.get("partial_fill_max")
        return cls(
            starting_cash=Decimal(document.get("starting_cash", default.starting_cash)),
            slippage_bps=Decimal(document.get("slippage_bps", default.slippage_bps)),
            fee_rate=Decimal(document.get("fee_rate", default.fee_rate)),
            latency_ms=int(document.get("latency_ms", default.latency_ms)),
            partial_fill_max=None if most is None else Decimal(most),
        )

    def document(self) -> dict[str, Any]:
        """Return the form that is stored and told: decimals as plain strings."""
        return {
            "starting_cash": plain(self.starting_cash),
            "slippage_bps": plain(self.slippage_bps),
            "fee_rate": plain(self.fee_rate),
            "latency_ms": self.latency_ms,
            "partial_fill_max": None if self.partial_fill_max is None else plain(self.partial_fill_max),
        }
