"""Pause, resume, delete: once it has answered, no alert is judged by what was before."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.agents import store
from tradewright.features.agents.documents import Document
from tradewright.features.agents.store import AgentStatus
from tradewright.features.agents.verbs.changes import audited, get_agent, get_agent_to_change, tell, told
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context


async def pause_agent(cx: Context, agent_id: UUID) -> Document:
    """Refuse the agent's very next alert. Harmless when paused already. Raises `AgentNotFound`."""
    return await _switch(cx, agent_id, "paused", action="agent.paused")


async def resume_agent(cx: Context, agent_id: UUID) -> Document:
    """Accept alerts again; what was refused stays refused. Raises `AgentNotFound`."""
    return await _switch(cx, agent_id, "active", action="agent.resumed")


async def delete_agent(cx: Context, agent_id: UUID) -> None:
    """Refuse the agent's alerts for ever; its alerts and orders stay to be read. Raises `AgentNotFound`."""
    async with cx.transaction() as tx:
        before = await get_agent_to_change(tx, cx, agent_id)
        await store.set_status(tx, cx.user_id, before.agent_id, "deleted", now=cx.now)
        gone = {**audited(before), "status": "deleted"}
        await audit.record(
            tx, cx, action="agent.deleted", subject=f"agent:{agent_id}", before=audited(before), after=gone
        )
        await outbox.add(tx, cx.user_id, [outbox.Event("agent.changed", gone)])
    await outbox.wake(cx.bus)


async def _switch(cx: Context, agent_id: UUID, status: AgentStatus, *, action: str) -> Document:
    async with cx.transaction() as tx:
        before = await get_agent_to_change(tx, cx, agent_id)
        if before.status == status:
            return told(cx, before)
        await store.set_status(tx, cx.user_id, before.agent_id, status, now=cx.now)
        after = await get_agent(tx, cx, agent_id)
        document = await tell(tx, cx, after, action=action, before=audited(before))
    await outbox.wake(cx.bus)
    return document
