"""What would become of an order, under `/api/unify/v1/risk/check`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tradewright.features.orders.order_bodies import intent_of
from tradewright.features.orders.rehearsal import Rehearsal
from tradewright.features.orders.schemas import Order, OrderInput
from tradewright.features.orders.verbs.check_order import check_order
from tradewright.kernel.ids import AccountId
from tradewright.platform.http import DecimalOut, ExactRoute, ReadContext

router = APIRouter(tags=["risk"], route_class=ExactRoute)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleAsked(_Output):
    """One rule of one scope: `value` is what it counted with this order, "unknown" while that cannot be known."""

    rule: str
    scope: Literal["platform", "user", "account", "agent"]
    limit: str
    value: str
    used_percent: DecimalOut | None
    outcome: Literal["passed", "denied"]


class ChangeNeeded(_Output):
    """One thing to change, of the order or of the settings."""

    field: str
    value: str
    words: str


class SmallestChange(ChangeNeeded):
    """The smallest change that would flip the verdict; `also` names what is needed besides."""

    also: list[ChangeNeeded]


class OrderCheck(_Output):
    """What would become of the order, decided on the live books; nothing was sent.

    `verdict` is reduced when only what closes would be done. `orders` are as they would be sent, legs included, with ids
    that nothing will ever bear; `steps` says in words what would happen, in order; `sizing` and `protection` are the sums.
    """

    verdict: Literal["approved", "denied", "reduced", "ignored"]
    reason_code: str | None
    reason: str | None
    rules: list[RuleAsked]
    smallest_change: SmallestChange | None
    sizing: dict[str, Any] | None
    protection: dict[str, Any] | None
    orders: list[Order]
    steps: Annotated[list[str], Field(description="What would happen, in words and in order.")]


@router.post("/risk/check", response_model=OrderCheck)
async def check_risk(cx: ReadContext, body: OrderInput) -> Any:
    """Tell what would become of an order, with every rule's value and limit and the smallest change that would flip it."""
    return check_document(
        await check_order(
            cx,
            account_id=AccountId(body.account_id) if body.account_id else None,
            broker=body.broker,
            intent=intent_of(body),
        )
    )


def check_document(told: Rehearsal) -> dict[str, Any]:
    """Return a rehearsal as the API tells it."""
    return {
        "verdict": told.verdict,
        "reason_code": told.reason_code,
        "reason": told.reason,
        "rules": told.rules,
        "smallest_change": told.smallest_change,
        "sizing": told.sizing,
        "protection": told.protection,
        "orders": told.orders,
        "steps": told.steps,
    }
