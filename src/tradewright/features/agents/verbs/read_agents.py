"""Read agents, their versions and their signing secret."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.agents import store, tokens
from tradewright.features.agents.documents import Document, version_document
from tradewright.features.agents.verbs import changes
from tradewright.platform import audit
from tradewright.platform.context import Context


async def list_agents(cx: Context, *, before: UUID | None, at_most: int) -> list[Document]:
    """Return agents that are not deleted, newest first, after the one whose id is `before`."""
    async with cx.transaction() as tx:
        agents = await store.list_agents(tx, cx.user_id, before=before, at_most=at_most)
    return [changes.told(cx, agent) for agent in agents]


async def get_agent(cx: Context, agent_id: UUID) -> Document:
    """Return the agent with its URL. Raises `AgentNotFound`."""
    async with cx.transaction() as tx:
        return changes.told(cx, await changes.get_agent(tx, cx, agent_id))


async def list_versions(cx: Context, agent_id: UUID, *, before: int | None, at_most: int) -> list[Document]:
    """Return the agent's versions, newest first. Raises `AgentNotFound`."""
    async with cx.transaction() as tx:
        await changes.get_agent(tx, cx, agent_id)
        versions = await store.list_versions(tx, cx.user_id, agent_id, before=before, at_most=at_most)
    return [version_document(version) for version in versions]


async def show_signing_secret(cx: Context, agent_id: UUID) -> str:
    """Return the secret that signs this agent's envelopes, and note that it was shown.

    Raises `AgentNotFound`.
    """
    async with cx.transaction() as tx:
        agent = await changes.get_agent(tx, cx, agent_id)
        await audit.record(tx, cx, action="agent.signing_secret_shown", subject=f"agent:{agent_id}")
    return tokens.open_signing_secret(cx.vault, cx.user_id, agent.signing_sealed)
