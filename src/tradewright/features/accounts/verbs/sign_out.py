"""Sign out: the session ends now, everywhere, not when its token runs out."""

from __future__ import annotations

from tradewright.features.accounts import store
from tradewright.features.accounts.announce import announce_session_end
from tradewright.kernel.ids import SessionId
from tradewright.platform import audit
from tradewright.platform.context import Context


async def sign_out(cx: Context, session_id: SessionId) -> None:
    """End this session of the trader. Ending it twice is fine."""
    async with cx.transaction() as tx:
        if await store.revoke_session(tx, cx.user_id, session_id, now=cx.now):
            await audit.record(tx, cx, action="session.closed", subject=f"session:{session_id}")
    await announce_session_end(cx.bus, cx.user_id, session_id)
