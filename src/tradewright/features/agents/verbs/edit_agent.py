"""Edit an agent: what it was stays as it was, and a new version governs from now on."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.trading.documents import policy_from_document
from tradewright.domain.trading.risk.loosening import loosens
from tradewright.features.agents import store
from tradewright.features.agents.documents import Document
from tradewright.features.agents.drafts import (
    AgentDraft,
    KeepPassphrase,
    check_draft,
    draft_document,
    find_warnings,
)
from tradewright.features.agents.facts import Passphrase, passphrase_from_document
from tradewright.features.agents.store import Agent, Version
from tradewright.features.agents.verbs.changes import audited, get_agent, get_agent_to_change, tell
from tradewright.kernel.ids import AgentVersionId
from tradewright.platform import outbox
from tradewright.platform.context import Context


async def edit_agent(cx: Context, agent_id: UUID, draft: AgentDraft) -> Document:
    """Return the agent with its new version and warnings.

    Raises `AgentNotFound`, `AgentInvalid`, and `RiskScopeRequired` when a key that may only trade would loosen its limits.
    """
    async with cx.transaction() as tx:
        before = await get_agent_to_change(tx, cx, agent_id)
        if loosens(policy_from_document(before.document).limits, draft.policy.limits):
            cx.require_risk()
        accounts = await store.find_accounts(tx, cx.user_id, draft.account_ids)
        check_draft(draft, accounts)
        version = Version(
            AgentVersionId(cx.new_id()),
            before.version_number + 1,
            draft.note,
            cx.now,
            draft_document(draft, accounts, _passphrase(draft, before)),
        )
        await store.insert_version(tx, cx.user_id, before.agent_id, version)
        await store.set_version(tx, cx.user_id, before.agent_id, version, name=draft.name)
        after = await get_agent(tx, cx, agent_id)
        document = await tell(tx, cx, after, action="agent.edited", before=audited(before))
        known = await store.list_known_symbols(tx, cx.user_id, draft.policy.symbols, draft.account_ids)
    await outbox.wake(cx.bus)
    return {**document, "warnings": find_warnings(draft, known_symbols=known)}


def _passphrase(draft: AgentDraft, before: Agent) -> Passphrase | None:
    match draft.passphrase:
        case KeepPassphrase():
            return passphrase_from_document(before.document)
        case str() as word:
            return Passphrase.of(word)
        case None:
            return None
