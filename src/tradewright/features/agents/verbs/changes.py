"""What every change of an agent shares: find it under lock, tell of it, wake the relay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tradewright.features.agents import store, tokens
from tradewright.features.agents.documents import Document, agent_document
from tradewright.features.agents.errors import AgentNotFound
from tradewright.features.agents.store import Agent
from tradewright.kernel.ids import AgentId
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def get_agent(tx: Tx, cx: Context, agent_id: UUID) -> Agent:
    """Return the agent. Raises `AgentNotFound`, for a deleted one and for another trader's alike."""
    agent = await store.find_agent(tx, cx.user_id, agent_id)
    if agent is None:
        raise AgentNotFound("There is no such agent.", agent_id=str(agent_id))
    return agent


async def get_agent_to_change(tx: Tx, cx: Context, agent_id: UUID) -> Agent:
    """Return the agent as it will stay until this transaction ends: no alert of it is judged meanwhile."""
    await get_agent(tx, cx, agent_id)
    await store.begin_change(tx, cx.user_id, AgentId(agent_id))
    return await get_agent(tx, cx, agent_id)


async def tell(
    tx: Tx, cx: Context, agent: Agent, *, action: str, before: Document | None = None, **more: Any
) -> Document:
    """Record the change and leave its event; return the agent as the API tells it.

    The URL is a secret of its own: neither the audit nor the event carries it.
    """
    public = agent_document(agent, url="")
    del public["url"]
    await audit.record(
        tx, cx, action=action, subject=f"agent:{agent.agent_id}", before=before, after={**public, **more}
    )
    await outbox.add(tx, cx.user_id, [outbox.Event("agent.changed", public)])
    return told(cx, agent)


def told(cx: Context, agent: Agent) -> Document:
    """Return the agent as the API tells it to its owner, with its URL.

    Who has the URL can trade: a key that may only read sees where it points and how its token begins.
    """
    if "trade" not in cx.scopes:
        return agent_document(agent, url=tokens.hidden_url(cx.settings, agent.token_prefix))
    token = tokens.open_token(cx.vault, cx.user_id, agent.token_sealed)
    return agent_document(agent, url=tokens.webhook_url(cx.settings, token))


def audited(agent: Agent) -> Document:
    """Return what an audit entry says of the agent before a change."""
    document = agent_document(agent, url="")
    del document["url"]
    return document
