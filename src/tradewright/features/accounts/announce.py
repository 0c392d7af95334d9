"""Telling every gateway that a session ended, so that its sockets close at once.

Best effort: it is not an event of the books. A gateway that missed it finds out when it checks the session itself,
and every request asks the database anyway.
"""

from __future__ import annotations

from tradewright.kernel.ids import SessionId, UserId
from tradewright.platform.bus import Bus, subjects


async def announce_session_end(bus: Bus, user_id: UserId, session_id: SessionId) -> None:
    await bus.publish(subjects.session_end(user_id), str(session_id).encode())
