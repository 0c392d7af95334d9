"""Coded strategies: a Python class whose orders are Pine's strategy.*, filled by TradingView's rules.

Lives here: the base class, inputs, series, and loading a user's file. Does not live here: the broker's rules
(`engine.broker`), curated strategies (`engine.gurus`).
"""

from tradewright.engine.coded.inputs import Input, InputSpec
from tradewright.engine.coded.loading import load_strategy
from tradewright.engine.coded.series import Series
from tradewright.engine.coded.strategy import Strategy, input_specs, long, read_inputs, settings_of, short

__all__ = [
    "Input",
    "InputSpec",
    "Series",
    "Strategy",
    "input_specs",
    "load_strategy",
    "long",
    "read_inputs",
    "settings_of",
    "short",
]
