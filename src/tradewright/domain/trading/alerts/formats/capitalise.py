"""Capitalise.ai: a bare trigger. What it means stands in a strategy of theirs; here, in the agent's settings."""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.formats.triggers import read_trigger
from tradewright.domain.trading.alerts.translation import Translation, is_set

UNTRIGGER = " untrigger"
"""Follows the id, in the settings, for the message that takes a trigger back."""


def matches(members: Members) -> bool:
    return "alertId" in members and not {"action", "ticker"} & members.keys()


def read(alert: Translation) -> None:
    """Translate a trigger into the members that the agent's settings give for its id."""
    said, suffix = alert.get("alertId"), UNTRIGGER if is_set(alert.get("untrigger")) else ""
    read_trigger(alert, f"{said}{suffix}", alert.path("alertId"))
    alert.remark_unread()
