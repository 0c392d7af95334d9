"""Look at an alert before it is sent: what it says, what is wrong and where, what would become of it. Stores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tradewright.domain.trading.alerts import NO_MAPPING, ParsedAlert, Remark, identify, parse_alert
from tradewright.domain.trading.alerts.formats import title_of
from tradewright.domain.trading.alerts.places import Places
from tradewright.domain.trading.documents import intent_to_json
from tradewright.features.agents import phrases, store
from tradewright.features.agents.documents import Document, iso
from tradewright.features.agents.drafts import AgentDraft, check_draft, draft_document
from tradewright.features.agents.facts import AgentFacts, Passphrase, facts_from_document
from tradewright.features.agents.intake.judge import judge_parsed
from tradewright.features.agents.rehearsing import rehearse_in
from tradewright.features.agents.verbs.changes import get_agent
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AccountId, AgentId, AgentVersionId
from tradewright.platform.context import Context

ENCODING_FAULT = "The body holds a character that cannot be sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The alert to look at, and by whose rules: an agent's, a draft's or nobody's. `account_id`: in this account alone."""

    body: str
    content_type: str = ""
    agent_id: UUID | None = None
    draft: AgentDraft | None = None
    account_id: AccountId | None = None


async def preview_alert(cx: Context, asked: Asked) -> Document:
    """Return what the alert says and what would become of it in each account. Raises `AgentNotFound` or `AgentInvalid`."""
    facts = await _facts(cx, asked)
    mapping = NO_MAPPING if facts is None else facts.mapping
    places = Places(asked.body)
    try:
        parsed = parse_alert(_encoded(asked.body), asked.content_type, mapping)
    except Invalid as invalid:
        return _document(places, None, invalid.data.get("format"), faults=invalid.faults)
    refusal = None
    if facts is not None:
        judged = judge_parsed(parsed, facts, received_at=cx.now, asks_passphrase=True)
        refusal = judged.refusal
    targets: list[Document] = []
    if asked.account_id is not None or facts is not None:
        account_ids = [asked.account_id] if asked.account_id else [one for one, _ in facts.accounts]  # type: ignore[union-attr]
        targets = await rehearse_in(
            cx,
            account_ids,
            parsed.intent,
            policy=None if facts is None else facts.policy,
            agent_id=None if asked.agent_id is None else AgentId(asked.agent_id),
        )
    told = None if refusal is None else {"code": refusal.code, "reason": refusal.reason}
    return _document(places, parsed, parsed.format, refusal=told, targets=targets)


async def _facts(cx: Context, asked: Asked) -> AgentFacts | None:
    """Return whose rules judge the alert: the draft's where there is one, else the agent's."""
    if asked.draft is None and asked.agent_id is None:
        return None
    async with cx.transaction() as tx:
        if asked.draft is None:
            agent = await get_agent(tx, cx, UUID(str(asked.agent_id)))
            return facts_from_document(
                agent.document, user_id=cx.user_id, agent_id=agent.agent_id, version_id=agent.version_id
            )
        accounts = await store.find_accounts(tx, cx.user_id, asked.draft.account_ids)
    check_draft(asked.draft, accounts)
    word = asked.draft.passphrase
    passphrase = Passphrase.of(word) if isinstance(word, str) else None
    return facts_from_document(
        draft_document(asked.draft, accounts, passphrase),
        user_id=cx.user_id,
        agent_id=AgentId(asked.agent_id or cx.new_id()),
        version_id=AgentVersionId(cx.new_id()),
    )


def _encoded(body: str) -> bytes:
    try:
        return body.encode()
    except UnicodeEncodeError as cause:
        raise Invalid(ENCODING_FAULT, faults=(Fault("$", "text", ENCODING_FAULT),)) from cause


def _document(
    places: Places,
    parsed: ParsedAlert | None,
    format_: Any,
    *,
    faults: Sequence[Fault] = (),
    refusal: Document | None = None,
    targets: Sequence[Document] = (),
) -> Document:
    intent = None if parsed is None else intent_to_json(parsed.intent)
    repeats = None if parsed is None else identify(parsed)
    return {
        "format": format_,
        "format_title": title_of(format_),
        "is_understood": parsed is not None,
        "intent": intent,
        "words": None if intent is None else phrases.intent(intent),
        "faults": [_located(places, fault) for fault in faults],
        "remarks": [] if parsed is None else [_remarked(places, remark) for remark in parsed.remarks],
        "identity": None if repeats is None else {"kind": repeats.kind, "window_s": repeats.window_s},
        "explicit_id": None if parsed is None else parsed.explicit_id,
        "fired_at": None if parsed is None or parsed.fired_at is None else iso(parsed.fired_at),
        "bar_at": None if parsed is None or parsed.bar_time is None else iso(parsed.bar_time),
        "refusal": refusal,
        "targets": list(targets),
    }


def _located(places: Places, fault: Fault) -> Document:
    place = places.of_fault(fault.path, fault.message)
    return {
        "path": fault.path,
        "rule": fault.rule,
        "message": fault.message,
        "value": fault.value,
        "line": place.line,
        "column": place.column,
    }


def _remarked(places: Places, remark: Remark) -> Document:
    place = places.of(remark.path)
    return {"path": remark.path, "message": remark.message, "line": place.line, "column": place.column}
