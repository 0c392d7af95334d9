"""Limits and the kill switch under `/api/unify/v1`."""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from tradewright.features.brokerage import QuoteBoard
from tradewright.features.risk.documents import (
    account_usage_document,
    kill_switch_document,
    limits_document,
    press_document,
)
from tradewright.features.risk.errors import OperatorOnly
from tradewright.features.risk.schemas import (
    KillSwitchInput,
    KillSwitchLog,
    KillSwitchPressed,
    Risk,
    RiskInput,
)
from tradewright.features.risk.verbs import press_kill_switch as pressing
from tradewright.features.risk.verbs.change_limits import change_limits
from tradewright.features.risk.verbs.read_risk import RiskState, read_presses, read_risk
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AccountId
from tradewright.platform.http import ExactRoute, ReadContext, TradeContext

router = APIRouter(tags=["risk"], route_class=ExactRoute)


def _quotes(request: Request) -> QuoteBoard:
    return cast(QuoteBoard, request.app.state.quotes)


Quotes = Annotated[QuoteBoard, Depends(_quotes)]


@router.get("/risk", response_model=Risk)
async def get_risk(cx: ReadContext, quotes: Quotes) -> Any:
    """Show the limits, how much of them is used today, and every kill switch."""
    return _risk(await read_risk(cx, quotes.latest))


@router.put("/risk", response_model=Risk)
async def change_risk(cx: TradeContext, quotes: Quotes, body: RiskInput) -> Any:
    """Set limits of the user and of accounts; what is left out stays, null takes a limit away."""
    await change_limits(
        cx,
        user=body.user.changes() if body.user else None,
        accounts={AccountId(account_id): own.changes() for account_id, own in body.accounts.items()},
    )
    return _risk(await read_risk(cx, quotes.latest))


@router.post("/kill-switch", response_model=KillSwitchPressed)
async def press_kill_switch(cx: TradeContext, body: KillSwitchInput) -> Any:
    """Pause entries, let only reducing orders through, halt, flatten, or release; safe to press twice."""
    policy = body.policy
    pressed = await pressing.press_kill_switch(
        cx,
        account_id=_target(body),
        action=body.action,
        reason=body.reason,
        policy=None if policy is None else pressing.FlattenPolicy(policy.positions, policy.resting),
        lock_minutes=body.lock_minutes,
    )
    return {
        **kill_switch_document(pressed.switch),
        "signal_ids": [str(signal_id) for signal_id in pressed.signal_ids],
    }


@router.get("/kill-switch/log", response_model=KillSwitchLog)
async def get_kill_switch_log(cx: ReadContext) -> Any:
    """List who pressed which switch, when and why, newest first; the operator's presses too."""
    return {"items": [press_document(press) for press in await read_presses(cx)]}


def _target(body: KillSwitchInput) -> AccountId | None:
    if body.scope == "platform":
        raise OperatorOnly("The switch of the whole platform is the operator's.")
    if body.scope == "account" and body.account_id is None:
        message = "Scope account needs account_id."
        raise Invalid("One field is not valid.", faults=(Fault("$.account_id", "required", message),))
    if body.scope == "user" and body.account_id is not None:
        message = "Scope user means all accounts; leave account_id out or use scope account."
        raise Invalid(
            message, faults=(Fault("$.account_id", "not_with_scope", message, str(body.account_id)),)
        )
    _check_fit(body)
    return None if body.account_id is None else AccountId(body.account_id)


def _check_fit(body: KillSwitchInput) -> None:
    """Refuse what would be ignored: it is a misunderstanding."""
    faults = []
    if body.policy is not None and body.action != "flatten":
        message = "A policy says what a flatten leaves alone; leave it out of other actions."
        faults.append(Fault("$.policy", "only_with_flatten", message))
    if body.lock_minutes is not None and body.action == "release":
        message = "A release cannot lock; leave lock_minutes out."
        faults.append(Fault("$.lock_minutes", "not_with_release", message, str(body.lock_minutes)))
    if faults:
        raise Invalid(faults[0].message, faults=tuple(faults))


def _risk(state: RiskState) -> dict[str, Any]:
    return {
        **limits_document(state.limits),
        "kill_switch": [kill_switch_document(switch) for switch in state.kill_switches],
        "usage": [
            account_usage_document(
                AccountId(UUID(used["account_id"])),
                used["figures"],
                state.peaks.get(AccountId(UUID(used["account_id"]))),
            )
            for used in state.usage["accounts"]
        ],
        "usage_user": state.usage["user"],
        "exposure": state.usage["exposure"],
        "is_live": state.is_live,
    }
