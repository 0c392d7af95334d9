"""Alpaca: shares and coins, on paper and with real money.

Pure: `requests`, `reading`, `reports`, `updates`, `errors`, `symbols`, `capabilities`. Memory: `links`. Talking: `api`
(REST), `lookup`, `fills`, `mutations`, `trading_stream`, `hearing`, `quote_stream`, put together in `broker`. `linking`
inspects keys, `oauth` asks for tokens.
"""

from tradewright.adapters.brokers.alpaca.broker import AlpacaBroker, open_broker
from tradewright.adapters.brokers.alpaca.capabilities import CAPABILITIES
from tradewright.adapters.brokers.alpaca.linking import AlpacaLinking
from tradewright.adapters.brokers.alpaca.oauth import AlpacaOAuth

__all__ = ["CAPABILITIES", "AlpacaBroker", "AlpacaLinking", "AlpacaOAuth", "open_broker"]
