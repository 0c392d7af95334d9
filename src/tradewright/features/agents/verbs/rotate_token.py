"""Give an agent a new URL; the old one answers like one that never was."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.agents import store, tokens
from tradewright.features.agents.documents import Document
from tradewright.features.agents.verbs.changes import audited, get_agent, get_agent_to_change, tell
from tradewright.platform import outbox
from tradewright.platform.context import Context


async def rotate_token(cx: Context, agent_id: UUID) -> Document:
    """Return the agent with its new URL. Raises `AgentNotFound`."""
    token = tokens.new_token()
    async with cx.transaction() as tx:
        before = await get_agent_to_change(tx, cx, agent_id)
        await store.set_token(
            tx,
            cx.user_id,
            before.agent_id,
            token_hash=tokens.token_hash(token),
            token_prefix=token[: tokens.PREFIX_LENGTH],
            token_sealed=tokens.seal_token(cx.vault, cx.user_id, token),
            now=cx.now,
        )
        after = await get_agent(tx, cx, agent_id)
        document = await tell(tx, cx, after, action="agent.token_rotated", before=audited(before))
    await outbox.wake(cx.bus)
    return document
