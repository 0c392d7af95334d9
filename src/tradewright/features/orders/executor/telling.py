"""Telling the logs and the meters what a commit made true."""

from __future__ import annotations

from tradewright.features.orders.executor.batch import Batch
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

turn_seconds = telemetry.histogram(
    "tradewright_executor_turn_seconds", "Length of one turn, its commit included."
)
signals_decided = telemetry.counter(
    "tradewright_signals_decided_total", "Signals decided, by what became of them.", ["state"]
)
orders_changed = telemetry.counter(
    "tradewright_orders_total", "Orders committed, by the state they were committed in.", ["state"]
)
turn_failures = telemetry.counter(
    "tradewright_executor_turn_failures_total", "Turns that wrote nothing.", ["cause"]
)


def tell(batch: Batch) -> None:
    """Log what a commit made true: the same correlation id runs from the alert to its last fill."""
    for decided in batch.signals:
        signals_decided.labels(decided.state).inc()
        log.info(
            "signal.decided",
            signal_id=str(decided.signal_id),
            state=decided.state,
            reason_code=decided.reason_code,
            correlation_id=str(decided.correlation_id),
        )
    for order in (*batch.new_orders.values(), *batch.changed_orders.values()):
        orders_changed.labels(order.state).inc()
        log.info(
            "order.changed",
            order_id=str(order.order_id),
            state=order.state,
            filled=str(order.filled_quantity),
            correlation_id=str(order.correlation_id),
        )
    for fill in batch.executions:
        log.info(
            "execution.booked",
            order_id=None if fill.order_id is None else str(fill.order_id),
            venue_execution_id=fill.venue_execution_id,
            correlation_id=None if fill.correlation_id is None else str(fill.correlation_id),
        )
