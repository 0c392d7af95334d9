"""Market-data sources behind `domain.trading.ports.market_data`: one package each.

`timeframe` names the bar lengths that every source speaks. Nothing here knows a database or a bus.
"""
