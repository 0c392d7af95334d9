"""One alert's or order's way from message to fill, as steps with sentences a trader understands. Pure.

Composed from what the rooms on the way wrote down themselves: the alert's verdict, the signal's decision, the
order's events, the executions. Nothing is decided again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from tradewright.features.agents import phrases
from tradewright.features.agents.documents import BODY_SHOWN, Document, iso
from tradewright.features.agents.store import Row
from tradewright.kernel.money import ZERO, plain

StepName = Literal["received", "parsed", "sized", "risk", "order", "venue", "fill"]
Status = Literal["ok", "waiting", "refused", "failed"]
_RANKS: dict[StepName, int] = {"order": 0, "venue": 1, "fill": 2}


@dataclass(frozen=True, slots=True)
class Step:
    step: StepName
    at: datetime
    status: Status
    title: str
    detail: str
    data: Document

    def document(self) -> Document:
        return {
            "step": self.step,
            "at": iso(self.at),
            "status": self.status,
            "title": self.title,
            "detail": self.detail,
            "data": self.data,
        }


def compose(
    alert: Row | None,
    signals: Sequence[Row],
    orders: Sequence[Row],
    events: Iterable[Row],
    executions: Iterable[Row],
) -> list[Document]:
    """Return the steps in causal order: message, decisions, then what became of the orders by time. Time alone
    would not do, since gateway, database and executor each have a clock.
    """
    steps: list[Step] = list(_alert_steps(alert)) if alert is not None else [_asked(one) for one in signals]
    for signal in signals:
        steps += _decision_steps(signal)
    steps += sorted(_order_steps(orders, events, executions), key=lambda step: (step.at, _RANKS[step.step]))
    return [step.document() for step in steps]


def _order_steps(orders: Sequence[Row], events: Iterable[Row], executions: Iterable[Row]) -> Iterable[Step]:
    by_id = {row["order_id"]: row for row in orders}
    for order in orders:
        yield _order_step(order)
    for event in events:
        # An order's first event is its own step, and a fill is told by its execution, with its money.
        if event["kind"] not in {"decided", "filled"}:
            yield _venue_step(event, by_id[event["order_id"]])
    filled: dict[Any, Decimal] = {}
    for execution in executions:
        order = by_id[execution["order_id"]]
        if execution["kind"] in phrases.FILLS:
            filled[order["order_id"]] = filled.get(order["order_id"], ZERO) + execution["quantity"]
        yield _fill_step(execution, order, filled.get(order["order_id"], ZERO))


def _alert_steps(alert: Row) -> Iterable[Step]:
    size = len(alert["body"])
    took_ms = (alert["committed_at"] - alert["received_at"]).total_seconds() * 1000
    body = bytes(alert["body"]).decode("utf-8", "replace").replace("\0", "�")
    yield Step(
        "received",
        alert["received_at"],
        "ok",
        "Alert received",
        f"{size} bytes by {phrases.ROUTES[alert['route']]}, on disk {took_ms:.0f} ms later.",
        {
            "alert_id": str(alert["alert_id"]),
            "route": alert["route"],
            "content_type": alert["content_type"],
            "remote_ip": alert["remote_ip"],
            "body": body[:BODY_SHOWN],
        },
    )
    remark = phrases.numbering(alert)
    if remark is not None:
        status, title, detail = remark
        data = {"numbering": alert["numbering"], "missed_before": alert["missed_before"]}
        yield Step("received", alert["received_at"], status, title, detail, data)
    data = {
        "intent": alert["intent"],
        "outcome": alert["outcome"],
        "reason_code": alert["reason_code"],
        "agent_name": alert["agent_name"],
        "version_number": alert["version_number"],
    }
    at, understood = alert["committed_at"], phrases.intent(alert["intent"])
    if alert["outcome"] == "accepted":
        detail = f"{understood} Judged by version {alert['version_number']} of the agent."
        yield Step("parsed", at, "ok", "Understood and accepted", detail, data)
    elif alert["outcome"] == "duplicate":
        detail = f"{understood} The same alert was accepted before; nothing is done twice."
        data |= {"duplicate_of": str(alert["duplicate_of"])}
        yield Step("parsed", at, "refused", "Seen before", detail, data)
    else:
        yield Step("parsed", at, "refused", "Refused", alert["reason"] or "", data)


def _asked(signal: Row) -> Step:
    data = {"signal_id": str(signal["signal_id"]), "intent": signal["intent"]}
    detail = phrases.intent(signal["intent"])
    return Step("received", signal["received_at"], "ok", phrases.SOURCES[signal["source"]], detail, data)


def _decision_steps(signal: Row) -> Iterable[Step]:
    """Return how the signal was sized and what risk said; or the one step that ended it earlier."""
    about = {"signal_id": str(signal["signal_id"]), "account_id": str(signal["account_id"])}
    if signal["decided_at"] is None:
        yield _waiting_step(signal, about)
        return
    at, state, reason = signal["decided_at"], signal["state"], signal["reason"] or ""
    decision = signal["decision"] or {}
    about |= {"state": state, "reason_code": signal["reason_code"]}
    is_told = False
    sizing = decision.get("sizing")
    if sizing is not None:
        is_refused = "refused" in sizing
        is_told |= is_refused
        data = about | {key: decision[key] for key in ("sizing", "protection", "quote") if key in decision}
        title = "Size refused" if is_refused else "Sized"
        yield Step("sized", at, "refused" if is_refused else "ok", title, phrases.sizing(decision), data)
    protection = decision.get("protection") or {}
    if sizing is None and "refused" in protection:
        is_told = True
        yield Step(
            "sized",
            at,
            "refused",
            "Protection refused",
            protection["words"],
            about | {"protection": protection},
        )
    risk = decision.get("risk")
    if risk is not None:
        is_denied = risk["outcome"] == "denied"
        is_told |= is_denied
        detail = phrases.risk(risk)
        data = about | {"risk": risk} | ({"denial": decision["denial"]} if "denial" in decision else {})
        yield Step(
            "risk",
            at,
            "refused" if is_denied else "ok",
            "Denied" if is_denied else "Risk allows it",
            detail,
            data,
        )
    if state in {"denied", "failed"} and not is_told:
        status: Status = "refused" if state == "denied" else "failed"
        yield Step("risk", at, status, phrases.STATES[state], reason, about | {"decision": decision})
    elif state == "ignored":
        yield Step("sized", at, "ok", "Nothing to do", reason, about | {"decision": decision})


def _waiting_step(signal: Row, about: Document) -> Step:
    """Return what a signal waits for: its turn, or the end of a step that must be over before the next."""
    step = (signal["decision"] or {}).get("step")
    if step is None:
        detail = "The executor has not decided yet."
        return Step("sized", signal["received_at"], "waiting", "Waiting for its turn", detail, about)
    title = f"Step {step['number']} is under way"
    return Step("sized", signal["received_at"], "waiting", title, step["words"], about | {"step": step})


def _order_step(order: Row) -> Step:
    data = {
        "order_id": str(order["order_id"]),
        "signal_id": str(order["signal_id"]),
        "account_id": str(order["account_id"]),
        "client_order_id": order["client_order_id"],
        "leg": order["leg"],
        "state": order["state"],
    }
    title = f"{phrases.LEGS[order['leg']]} order written"
    detail = f"{phrases.order(order)} on {order['account_label']}, on disk before the venue hears of it."
    return Step("order", order["created_at"], "ok", title, detail, data)


def _venue_step(event: Row, order: Row) -> Step:
    status, title, detail = phrases.venue(event, order)
    # What a person should look at is told with the event that brought it up.
    noted = " ".join(one["words"] for one in event["data"].get("noted", ()))
    if noted:
        status, detail = "failed", f"{detail} {noted}".strip()
    data = {
        "order_id": str(order["order_id"]),
        "kind": event["kind"],
        "occurred_at": iso(event["occurred_at"]),
        **event["data"],
    }
    return Step("venue", event["recorded_at"], status, title, detail, data)


def _fill_step(execution: Row, order: Row, filled: Decimal) -> Step:
    quantity, price = plain(execution["quantity"]), plain(execution["price"])
    title, detail = phrases.execution(execution, order, filled)
    data = {
        "order_id": str(order["order_id"]),
        "execution_id": str(execution["execution_id"]),
        "venue_execution_id": execution["venue_execution_id"],
        "quantity": quantity,
        "price": price,
        "fee": plain(execution["fee"]),
        "kind": execution["kind"],
        "realised": plain(execution["realised"]),
        "occurred_at": iso(execution["occurred_at"]),
    }
    return Step("fill", execution["recorded_at"], "ok", title, detail, data)
