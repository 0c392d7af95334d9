"""Alerts as senders write them: reading them into intents, telling repeats apart, hiding their secrets.

Formats of other bridges stand in `formats/`, each a translation into our words. What an alert does is decided elsewhere;
nothing here knows agents, accounts or the clock.
"""

from tradewright.domain.trading.alerts.identity import Identity, identify
from tradewright.domain.trading.alerts.mapping import NO_MAPPING, AlertMapping
from tradewright.domain.trading.alerts.parse import AlertFormat, ParsedAlert, parse_alert
from tradewright.domain.trading.alerts.redact import redact
from tradewright.domain.trading.alerts.symbols import normalise_symbol
from tradewright.domain.trading.alerts.translation import Remark

__all__ = [
    "NO_MAPPING",
    "AlertFormat",
    "AlertMapping",
    "Identity",
    "ParsedAlert",
    "Remark",
    "identify",
    "normalise_symbol",
    "parse_alert",
    "redact",
]
