"""A turn's rows as one array a column, which is how PostgreSQL takes many of them in one statement.

Each table below says which attribute goes into which array; the names are those in `queries.sql`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

Columns = dict[str, list[Any]]

SIGNAL = {
    "user_ids": "user_id",
    "signal_ids": "signal_id",
    "states": "state",
    "reason_codes": "reason_code",
    "reasons": "reason",
    "decisions": "decision",
    "steps": "step",
    "awaitss": "awaits_text",
    "wait_untils": "wait_until",
}
STOP = {"user_ids": "user_id", "account_ids": "account_id", "symbols": "symbol"}
DELAYED = {"user_ids": "user_id", "signal_ids": "signal_id", "due_ats": "due_at"}
FOLLOW_UP = {
    "user_ids": "user_id",
    "signal_ids": "signal_id",
    "account_ids": "account_id",
    "correlation_ids": "correlation_id",
    "intents": "intent",
    "sources": "source",
    "due_ats": "due_at",
}
ORDER_EVENT = {
    "user_ids": "user_id",
    "order_ids": "order_id",
    "numbers": "number",
    "kinds": "kind",
    "datas": "data",
    "occurred_ats": "occurred_at",
}
BOOK = {
    "user_ids": "user_id",
    "account_ids": "account_id",
    "realiseds": "realised",
    "feess": "fees",
    "trading_days": "trading_day",
    "day_equity_starts": "day_equity_start",
    "day_tradess": "day_trades",
    "fill_cursors": "fill_cursor",
}
POSITION = {
    "symbols": "symbol",
    "quantities": "quantity",
    "average_prices": "average_price",
    "realiseds": "realised",
    "feess": "fees",
    "opened_ats": "opened_at",
}
ORDER_CHANGED = {
    "user_ids": "user_id",
    "order_ids": "order_id",
    "states": "state",
    "venue_order_ids": "venue_order_id",
    "quantities": "quantity",
    "filled_quantities": "filled_quantity",
    "average_prices": "average_price",
    "cancel_requesteds": "cancel_requested",
    "unwanteds": "unwanted",
    "reasons": "reason",
    "event_counts": "event_count",
    "limit_prices": "limit_price",
    "stop_prices": "stop_price",
    "unknown_sinces": "unknown_since",
}
ORDER_BORN = ORDER_CHANGED | {
    "client_order_ids": "client_order_id",
    "account_ids": "account_id",
    "signal_ids": "signal_id",
    "correlation_ids": "correlation_id",
    "parent_order_ids": "parent_order_id",
    "legs": "leg",
    "symbols": "symbol",
    "sides": "side",
    "order_types": "order_type",
    "times_in_force": "time_in_force",
    "reduce_onlys": "reduce_only",
    "tags": "tag",
    "created_ats": "created_at",
    "trail_amounts": "trail_amount",
    "trail_percents": "trail_percent",
    "activation_prices": "activation_price",
    "post_onlys": "post_only",
    "extended_hourss": "extended_hours",
    "expires_ats": "expires_at",
    "cancel_ats": "cancel_at",
    "is_manageds": "is_managed",
    "replacess": "replaces",
}
EXECUTION = {
    "user_ids": "user_id",
    "execution_ids": "execution_id",
    "account_ids": "account_id",
    "order_ids": "order_id",
    "correlation_ids": "correlation_id",
    "venue_execution_ids": "venue_execution_id",
    "venue_order_ids": "venue_order_id",
    "symbols": "symbol",
    "sides": "side",
    "quantities": "quantity",
    "prices": "price",
    "fees": "fee",
    "realiseds": "realised",
    "occurred_ats": "occurred_at",
    "fee_currencies": "fee_currency",
    "fill_kinds": "kind",
    "correctss": "corrects",
}


def columns(table: Mapping[str, str], items: Collection[Any], **same: Any) -> Columns:
    """Return one array for each column of `table`, and one that repeats its value for each of `same`."""
    arrays: Columns = {name: list(map(attrgetter(attribute), items)) for name, attribute in table.items()}
    arrays.update({name: [value] * len(items) for name, value in same.items()})
    return arrays
