"""Binance: spot ("binance") and USDT-M futures ("binance_usdm"), two markets behind one adapter.

Pure: `spot_requests` and `usdm_requests` say what we want, `dialect` asks the same questions of each market, `reports`,
`accounts`, `updates`, `instruments` and `quotes` read, `errors` judges answers, `signing` signs. Memory: `links` (an
account's orders), `site` (what all share who talk to one host). Talking: `api`, `user_stream`; `quote_stream` and
`asked_quotes` for all accounts of a host, each of which has a `quote_share`; `pace` thins a busy book out. On top of them
`lookup`, `fills`, `mutations` and `hearing`, put together in `broker`. `linking` inspects keys.
"""

from tradewright.adapters.brokers.binance.broker import BinanceBroker, open_broker
from tradewright.adapters.brokers.binance.linking import LINKERS, BinanceLinking
from tradewright.adapters.brokers.binance.site import Sites

__all__ = ["LINKERS", "BinanceBroker", "BinanceLinking", "Sites", "open_broker"]
