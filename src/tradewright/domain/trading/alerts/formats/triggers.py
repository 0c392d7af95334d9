"""Messages that only say that something happened: the agent's settings say what to do then."""

from __future__ import annotations

from tradewright.domain.trading.alerts.names import name_of
from tradewright.domain.trading.alerts.translation import Translation


def read_trigger(alert: Translation, trigger: str, path: str) -> None:
    """Say what the settings give for `trigger`, or that they give nothing. Everything is found at `path`."""
    members = alert.settings.triggers.get(trigger)
    if members is None:
        message = "This only says that something happened. Say in the agent's mapping, under triggers, what to do then."
        alert.wrong("action", path, "trigger_unknown", message, trigger)
        alert.expected["symbol"] = path
        return
    for key, value in members.items():
        name = name_of(key)
        if name is None:
            alert.fault(
                path,
                "unknown_key",
                f"The agent's mapping gives this trigger {key}, which is no field of an alert.",
            )
        else:
            alert.say(name, value, path)
