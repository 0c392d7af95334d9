"""Alpaca: shares and coins, on paper and with real money.

Pure: `requests`, `reading`, `reports`, `updates`, `errors`, `symbols`, `capabilities`. Memory: `links`. Talking: `api`
(REST), `trading_stream`, `quote_stream`, put together in `broker`. `linking` inspects keys, `oauth` asks for tokens.
"""
