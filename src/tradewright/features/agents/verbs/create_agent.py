"""Make an agent: its rules as version 1, its URL token and its signing secret, in one commit."""

from __future__ import annotations

from tradewright.features.agents import store, tokens
from tradewright.features.agents.documents import Document
from tradewright.features.agents.drafts import AgentDraft, check_draft, draft_document, find_warnings
from tradewright.features.agents.errors import AgentsExhausted
from tradewright.features.agents.facts import Passphrase
from tradewright.features.agents.store import Version
from tradewright.features.agents.verbs.changes import get_agent, tell
from tradewright.kernel.ids import AgentId, AgentVersionId
from tradewright.platform import outbox
from tradewright.platform.context import Context

AGENTS_MAX = 500
"""Agents of one trader that are not deleted."""


async def create_agent(cx: Context, draft: AgentDraft) -> Document:
    """Return the new agent with its URL and warnings. Raises `AgentInvalid` or `AgentsExhausted`."""
    agent_id, now = AgentId(cx.new_id()), cx.now
    token, signing_secret = tokens.new_token(), tokens.new_signing_secret()
    async with cx.transaction() as tx:
        await store.begin_change(tx, cx.user_id, agent_id)
        if await store.count_agents(tx, cx.user_id) >= AGENTS_MAX:
            raise AgentsExhausted(
                "Delete an agent you no longer use first.", limit="agents", maximum=AGENTS_MAX
            )
        accounts = await store.find_accounts(tx, cx.user_id, draft.account_ids)
        check_draft(draft, accounts)
        passphrase = Passphrase.of(draft.passphrase) if isinstance(draft.passphrase, str) else None
        version = Version(
            AgentVersionId(cx.new_id()), 1, draft.note, now, draft_document(draft, accounts, passphrase)
        )
        await store.insert_agent(
            tx,
            cx.user_id,
            agent_id=agent_id,
            name=draft.name,
            token_hash=tokens.token_hash(token),
            token_prefix=token[: tokens.PREFIX_LENGTH],
            token_sealed=tokens.seal_token(cx.vault, cx.user_id, token),
            signing_sealed=tokens.seal_signing_secret(cx.vault, cx.user_id, signing_secret),
            version_id=version.version_id,
            now=now,
        )
        await store.insert_version(tx, cx.user_id, agent_id, version)
        document = await tell(tx, cx, await get_agent(tx, cx, agent_id), action="agent.created")
        known = await store.list_known_symbols(tx, cx.user_id, draft.policy.symbols, draft.account_ids)
    await outbox.wake(cx.bus)
    return {**document, "warnings": find_warnings(draft, known_symbols=known)}
