"""The bus: wake-ups, quotes and live state as plain messages, events as a JetStream stream.

Plain messages may be lost and everything works without them, only later. Events are kept for a day, in order,
and come from the outbox; a reader says where it stands and gets everything after.
"""

from tradewright.platform.bus import subjects
from tradewright.platform.bus.connection import Bus, Message, Subscription
from tradewright.platform.bus.events import Event, EventBounds

__all__ = ["Bus", "Event", "EventBounds", "Message", "Subscription", "subjects"]
