"""How much an alert asks for, in our words.

TradingView sends ONE order-fill alert for a reversal, whose `{{strategy.order.contracts}}` is |old| + |new|.
Our quantity is always the size of the new position; what is really held is added when the order is planned,
because the account's old position need not be TradingView's. So when the alert tells its previous side and
size, and that side is the opposite one, the old size is taken off here. When it does not tell, the quantity
is taken for the new position's size.
"""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.alerts.members import MemberReader
from tradewright.domain.trading.signal import Sentiment, Sizing, SizingMode

_HUNDRED = Decimal(100)
_MODES: dict[str, SizingMode] = {
    "fixed": "fixed",
    "fixedquantity": "fixed",
    "units": "fixed",
    "contracts": "fixed",
    "shares": "fixed",
    "lots": "lots",
    "notional": "notional",
    "dollaramount": "notional",
    "usd": "notional",
    "percentequity": "percent_equity",
    "percentofequity": "percent_equity",
    "percentbuyingpower": "percent_buying_power",
    "percentofbuyingpower": "percent_buying_power",
    "percentposition": "percent_position",
    "percentofposition": "percent_position",
    "riskpercent": "risk_percent",
    "riskmoney": "risk_money",
    "riskdollaramount": "risk_money",
    "atrrisk": "atr_risk",
}
_PERCENTS: frozenset[SizingMode] = frozenset(
    {"percent_equity", "percent_buying_power", "percent_position", "risk_percent", "atr_risk"}
)
SENTIMENTS: dict[str, Sentiment] = {
    "long": "long",
    "short": "short",
    "flat": "flat",
    "bullish": "long",
    "bearish": "short",
}


def read_sizing(reader: MemberReader, *, sentiment: Sentiment | None) -> Sizing | None:
    """Return the size the alert gives, or None when it leaves the size to the agent's rule."""
    mode = reader.choice("quantity_mode", _MODES) or "fixed"
    value = reader.positive("quantity", maximum=_HUNDRED if mode in _PERCENTS else None)
    if value is None:
        return None
    return Sizing(mode, _without_old(reader, value, sentiment) if mode in ("fixed", "lots") else value)


def _without_old(reader: MemberReader, quantity: Decimal, sentiment: Sentiment | None) -> Decimal:
    before = reader.choice("prev_sentiment", SENTIMENTS)
    if sentiment not in ("long", "short") or before in (None, "flat", sentiment):
        return quantity
    old = reader.number("prev_size")
    if old is None or not 0 < abs(old) < quantity:
        return quantity
    return quantity - abs(old)
