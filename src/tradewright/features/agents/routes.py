"""Agents, alerts and timelines under `/api/unify/v1`. The webhooks themselves are plain ASGI (`intake.webhook`)."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from tradewright.domain.trading.planner.opposite import opposite_table
from tradewright.features.agents.formats_document import FORMATS_DOCUMENT
from tradewright.features.agents.inputs import AgentInput, AlertPreviewInput, ReplayInput, TestInput
from tradewright.features.agents.intake import answers
from tradewright.features.agents.intake.door import Door
from tradewright.features.agents.playground_schemas import AlertFormats, AlertPreview, OppositeTable, Replay
from tradewright.features.agents.schemas import (
    Agent,
    AgentSaved,
    AgentVersion,
    Alert,
    Received,
    ReceivedAgain,
    SigningSecret,
    Timeline,
)
from tradewright.features.agents.verbs import read_agents, read_alerts
from tradewright.features.agents.verbs.create_agent import create_agent
from tradewright.features.agents.verbs.edit_agent import edit_agent
from tradewright.features.agents.verbs.preview_alert import Asked, preview_alert
from tradewright.features.agents.verbs.replay_alert import replay_alert
from tradewright.features.agents.verbs.rotate_token import rotate_token
from tradewright.features.agents.verbs.send_test import send_test
from tradewright.features.agents.verbs.switch_agent import delete_agent, pause_agent, resume_agent
from tradewright.kernel.ids import AccountId
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    Sequence,
    TradeContext,
    VersionNumber,
    decode_cursor,
    encode_cursor,
)

router = APIRouter(tags=["agents"], route_class=ExactRoute)


@router.get("/agents", response_model=Page[Agent])
async def list_agents(cx: ReadContext, page: PageQuery) -> Any:
    """List the agents that are not deleted, newest first."""
    before = decode_cursor(page.cursor, tuple[UUID])[0] if page.cursor else None
    found = await read_agents.list_agents(cx, before=before, at_most=page.fetch_limit)
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["agent_id"]) if more else None}


@router.post("/agents", status_code=201, response_model=AgentSaved)
async def post_agent(cx: TradeContext, body: AgentInput) -> Any:
    """Make an agent; its `url` is what to paste into an alert."""
    return await create_agent(cx, body.draft())


@router.get("/agents/opposite-table", response_model=OppositeTable)
async def get_opposite_table(cx: ReadContext) -> Any:
    """Show what a buy or a sell means given what is held: the table that an agent's rule `opposite` stands in."""
    return {"items": opposite_table()}


@router.get("/agents/{agent_id}", response_model=Agent)
async def get_agent(cx: ReadContext, agent_id: UUID) -> Any:
    """Show an agent with its present rules."""
    return await read_agents.get_agent(cx, agent_id)


@router.put("/agents/{agent_id}", response_model=AgentSaved)
async def put_agent(cx: TradeContext, agent_id: UUID, body: AgentInput) -> Any:
    """Give an agent new rules, as a new version; the next alert is judged by them."""
    return await edit_agent(cx, agent_id, body.draft())


@router.delete("/agents/{agent_id}", status_code=204)
async def remove_agent(cx: TradeContext, agent_id: UUID) -> Response:
    """Delete an agent: its next alert is refused; what it did stays to be read."""
    await delete_agent(cx, agent_id)
    return Response(status_code=204)


@router.post("/agents/{agent_id}/pause", response_model=Agent)
async def post_pause(cx: TradeContext, agent_id: UUID) -> Any:
    """Refuse the agent's very next alert."""
    return await pause_agent(cx, agent_id)


@router.post("/agents/{agent_id}/resume", response_model=Agent)
async def post_resume(cx: TradeContext, agent_id: UUID) -> Any:
    """Accept the agent's alerts again."""
    return await resume_agent(cx, agent_id)


@router.post("/agents/{agent_id}/rotate-token", response_model=Agent)
async def post_rotate_token(cx: TradeContext, agent_id: UUID) -> Any:
    """Give the agent a new URL; the old one is dead at once."""
    return await rotate_token(cx, agent_id)


@router.post(
    "/agents/{agent_id}/test",
    status_code=202,
    response_model=Received,
    responses={200: {"model": ReceivedAgain, "description": "Seen before"}},
)
async def post_test(
    cx: TradeContext, agent_id: UUID, request: Request, body: TestInput | None = None
) -> Response:
    """Send the agent a real alert through the same door as TradingView's; an active agent trades on it."""
    asked = body or TestInput()
    door: Door = request.app.state.deps.door
    reception = await send_test(
        cx,
        door,
        agent_id,
        symbol=asked.symbol,
        action=asked.action,
        remote_ip=request.client.host if request.client else None,
    )
    answer = answers.render(reception, cx.correlation_id, is_too_large=False)
    return Response(answers.encode(answer), answer.status, media_type=answer.media_type)


@router.get("/agents/{agent_id}/versions", response_model=Page[AgentVersion])
async def list_versions(cx: ReadContext, agent_id: UUID, page: PageQuery) -> Any:
    """List the agent's versions, newest first."""
    before = decode_cursor(page.cursor, tuple[VersionNumber])[0] if page.cursor else None
    found = await read_agents.list_versions(cx, agent_id, before=before, at_most=page.fetch_limit)
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["number"]) if more else None}


@router.get("/agents/{agent_id}/signing-secret", response_model=SigningSecret)
async def get_signing_secret(cx: TradeContext, agent_id: UUID) -> Any:
    """Show the secret that signs `X-Webhook-Signature`; that it was shown is audited."""
    return {"secret": await read_agents.show_signing_secret(cx, agent_id)}


@router.get("/alerts", response_model=Page[Alert])
async def list_alerts(
    cx: ReadContext,
    page: PageQuery,
    agent_id: UUID | None = None,
    outcome: Annotated[Literal["accepted", "duplicate", "refused"] | None, "only these"] = None,
) -> Any:
    """List alerts, refused ones too, newest first."""
    before = decode_cursor(page.cursor, tuple[Sequence])[0] if page.cursor else None
    found = await read_alerts.list_alerts(
        cx, agent_id=agent_id, outcome=outcome, before=before, at_most=page.fetch_limit
    )
    items = found[: page.limit]
    more = len(found) > page.limit
    return {
        "items": [document for _, document in items],
        "next_cursor": encode_cursor(items[-1][0]) if more else None,
    }


@router.get("/alerts/formats", response_model=AlertFormats)
async def get_alert_formats(cx: ReadContext) -> Any:
    """List the formats that are recognised, the fields a mapping may fill, and the units it may name."""
    return FORMATS_DOCUMENT


@router.post("/alerts/preview", response_model=AlertPreview)
async def post_alert_preview(cx: ReadContext, body: AlertPreviewInput) -> Any:
    """Look at an alert before it is sent: its faults with their places, and what would become of it in each account."""
    return await preview_alert(
        cx,
        Asked(
            body=body.body,
            content_type=body.content_type,
            agent_id=body.agent_id,
            draft=None if body.agent is None else body.agent.draft(),
            account_id=None if body.account_id is None else AccountId(body.account_id),
        ),
    )


@router.post("/alerts/{alert_id}/replay", response_model=Replay)
async def post_alert_replay(cx: ReadContext, alert_id: UUID, body: ReplayInput | None = None) -> Any:
    """Run a stored alert again, dry, by the rules of today's or any past version of its agent, and say what differs."""
    return await replay_alert(cx, alert_id, version=(body or ReplayInput()).agent_version)


@router.get("/alerts/{alert_id}", response_model=Alert)
async def get_alert(cx: ReadContext, alert_id: UUID) -> Any:
    """Show an alert with its whole body, secrets hidden, and its signals."""
    return await read_alerts.get_alert(cx, alert_id)


@router.get("/alerts/{alert_id}/timeline", response_model=Timeline)
async def get_alert_timeline(cx: ReadContext, alert_id: UUID) -> Any:
    """Show every step from this alert to its fills, with the numbers that decided."""
    return await read_alerts.read_alert_timeline(cx, alert_id)


@router.get("/orders/{order_id}/timeline", response_model=Timeline)
async def get_order_timeline(cx: ReadContext, order_id: UUID) -> Any:
    """Show every step from what asked for this order to its fills."""
    return await read_alerts.read_order_timeline(cx, order_id)
