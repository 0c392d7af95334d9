"""What Alpaca can do, for shares and for coins. Source: specs of the trading API, read 2026-11-21."""

from __future__ import annotations

from typing import Final

from tradewright.domain.trading.ports.broker import Capabilities

LOOKUP_SETTLES_S: Final = 5.0
"""Nobody promises that a lookup right after a send finds the order; 5 s is far above what was seen anywhere."""
DEADLINE_S: Final = 120.0
"""After how long a request that was cut off can no longer be taken. Alpaca names no limit; a gateway that still works on a
request whose connection closed two minutes ago is against every practice, and nobody ever reported one. An inference: should
it happen all the same, the order is taken in as a contradiction and shown, and nothing was sent twice.
"""

COINS: Final = Capabilities(
    lookup_is_consistent=False,
    lookup_settles_s=LOOKUP_SETTLES_S,
    deadline_s=DEADLINE_S,
    duplicates="for_ever",
    bracket=False,
    order_types=frozenset({"market", "limit", "stop_limit"}),
    times_in_force=frozenset({"gtc", "ioc"}),
    bracket_times_in_force=frozenset(),
    reduce_only="implicit",
    replace="new_id",
    crosses_zero=False,
    short=False,
    holds_quantity=True,
    quotes=True,
    fees_are_estimated=True,
)
CAPABILITIES: Final = Capabilities(
    lookup_is_consistent=False,
    lookup_settles_s=LOOKUP_SETTLES_S,
    deadline_s=DEADLINE_S,
    duplicates="for_ever",
    bracket=True,
    oco=True,
    order_types=frozenset({"market", "limit", "stop", "stop_limit", "trailing_stop"}),
    times_in_force=frozenset({"day", "gtc", "ioc", "fok"}),
    bracket_times_in_force=frozenset({"day", "gtc"}),
    bracket_order_types=frozenset({"market"}),
    extended_hours=True,
    reduce_only="none",
    replace="new_id",
    crosses_zero=False,
    short=True,
    holds_quantity=True,
    quotes=True,
    by_market=(("crypto", COINS),),
)
