"""Read alerts with their signals, and the timelines of alerts and orders."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.agents import store
from tradewright.features.agents.documents import Document, alert_document
from tradewright.features.agents.errors import AlertNotFound, OrderNotFound
from tradewright.features.agents.store import Row
from tradewright.features.agents.timeline import compose
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def list_alerts(
    cx: Context, *, agent_id: UUID | None, outcome: str | None, before: int | None, at_most: int
) -> list[tuple[int, Document]]:
    """Return alerts with their place in the list, newest first, after the one at `before`."""
    async with cx.transaction() as tx:
        rows = await store.list_alerts(
            tx, cx.user_id, agent_id=agent_id, outcome=outcome, before=before, at_most=at_most
        )
        accepted = [row["alert_id"] for row in rows if row["outcome"] == "accepted"]
        signals = await store.list_signals_of_alerts(tx, cx.user_id, accepted)
    by_alert: dict[UUID, list[Row]] = {}
    for signal in signals:
        by_alert.setdefault(signal["alert_id"], []).append(signal)
    return [(row["sequence"], alert_document(row, by_alert.get(row["alert_id"], ()))) for row in rows]


async def get_alert(cx: Context, alert_id: UUID) -> Document:
    """Return the alert with its whole body. Raises `AlertNotFound`."""
    async with cx.transaction() as tx:
        row = await _alert(tx, cx, alert_id)
        signals = await store.list_signals_of_alerts(tx, cx.user_id, [row["alert_id"]])
    return alert_document(row, signals, body_max=None)


async def read_alert_timeline(cx: Context, alert_id: UUID) -> Document:
    """Return every step from this alert to its fills. Raises `AlertNotFound`."""
    async with cx.transaction() as tx:
        alert = await _alert(tx, cx, alert_id)
        signals = await store.list_signals_of_alerts(tx, cx.user_id, [alert["alert_id"]])
        return await _timeline(tx, cx, alert, signals, only_order=None)


async def read_order_timeline(cx: Context, order_id: UUID) -> Document:
    """Return every step from what asked for this order to its fills. Raises `OrderNotFound`."""
    async with cx.transaction() as tx:
        order = await store.find_order(tx, cx.user_id, order_id)
        if order is None:
            raise OrderNotFound("There is no such order.", order_id=str(order_id))
        signal = await store.find_signal(tx, cx.user_id, order["signal_id"])
        signals = [] if signal is None else [signal]
        alert = None
        if signal is not None and signal["alert_id"] is not None:
            alert = await store.find_alert(tx, cx.user_id, signal["alert_id"])
        return await _timeline(tx, cx, alert, signals, only_order=order_id)


async def _alert(tx: Tx, cx: Context, alert_id: UUID) -> Row:
    row = await store.find_alert(tx, cx.user_id, alert_id)
    if row is None:
        raise AlertNotFound("There is no such alert.", alert_id=str(alert_id))
    return row


async def _timeline(
    tx: Tx, cx: Context, alert: Row | None, signals: list[Row], *, only_order: UUID | None
) -> Document:
    orders = await store.list_orders_of_signals(tx, cx.user_id, [signal["signal_id"] for signal in signals])
    if only_order is not None:
        orders = [order for order in orders if order["order_id"] == only_order]
    order_ids = [order["order_id"] for order in orders]
    events = await store.list_order_events(tx, cx.user_id, order_ids)
    executions = await store.list_executions(tx, cx.user_id, order_ids)
    of = alert if alert is not None else signals[0]
    return {
        "correlation_id": str(of["correlation_id"]),
        "steps": compose(alert, signals, orders, events, executions),
    }
