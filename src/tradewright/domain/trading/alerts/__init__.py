"""Alerts as senders write them: reading them into intents, telling repeats apart, hiding their secrets.

What an alert then does is decided elsewhere; nothing here knows agents, accounts or the clock.
"""

from tradewright.domain.trading.alerts.identity import Identity, identify
from tradewright.domain.trading.alerts.parse import ParsedAlert, parse_alert
from tradewright.domain.trading.alerts.redact import redact
from tradewright.domain.trading.alerts.symbols import normalise_symbol

__all__ = ["Identity", "ParsedAlert", "identify", "normalise_symbol", "parse_alert", "redact"]
