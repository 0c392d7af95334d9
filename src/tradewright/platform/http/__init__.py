"""What every route shares: who asks, exact numbers, and pages.

Routers are made with `APIRouter(route_class=ExactRoute)`, or the numbers in their bodies have passed through
floats.
"""

from tradewright.platform.http.columns import columns_response
from tradewright.platform.http.contexts import (
    ReadContext,
    RiskContext,
    TradeContext,
    read_context,
    risk_context,
    trade_context,
)
from tradewright.platform.http.decimals import DecimalIn, DecimalOut, Money, PositiveDecimal, Price, Quantity
from tradewright.platform.http.exact import ExactRequest, ExactRoute, parse_json
from tradewright.platform.http.pages import (
    Page,
    PageAsked,
    PageQuery,
    Sequence,
    VersionNumber,
    decode_cursor,
    encode_cursor,
)

__all__ = [
    "DecimalIn",
    "DecimalOut",
    "ExactRequest",
    "ExactRoute",
    "Money",
    "Page",
    "PageAsked",
    "PageQuery",
    "PositiveDecimal",
    "Price",
    "Quantity",
    "ReadContext",
    "RiskContext",
    "Sequence",
    "TradeContext",
    "VersionNumber",
    "columns_response",
    "decode_cursor",
    "encode_cursor",
    "parse_json",
    "read_context",
    "risk_context",
    "trade_context",
]
