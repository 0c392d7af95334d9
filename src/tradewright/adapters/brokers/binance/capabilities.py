"""What may be relied on at Binance, spot and USDT-M futures, each with its reason. Source: API documents, read 2026-11-21.

- Duplicates: a client id is free again as soon as the order that held it has ended, so it is no key for ever.
- Brackets: futures have none. Spot's lists (OTOCO) start from a limit order alone, activate their legs only once it has
  filled to the last unit, and then sell all of it although the fee may have been taken from the coins bought: a part of
  the position, or all of it, would stand without a stop. We keep the legs, sized to what there is.
- Replace: spot can only make a quantity smaller, futures change limit orders alone. Neither moves a stop, so an order is
  cancelled and sent anew.
- Trailing: spot trails by percent of the price (basis points), futures likewise (0.1 to 10 %).
"""

from __future__ import annotations

from typing import Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.domain.trading.ports.broker import Capabilities

RECV_WINDOW_MS: Final = 5_000
"""A request that reaches Binance later than this after it was signed is refused."""
LOOKUP_SETTLES_S: Final = 2.0

SPOT: Final = Capabilities(
    lookup_is_consistent=False,
    lookup_settles_s=LOOKUP_SETTLES_S,
    deadline_s=RECV_WINDOW_MS / 1000,
    duplicates="while_open",
    bracket=False,
    order_types=frozenset({"market", "limit", "stop", "stop_limit", "trailing_stop"}),
    times_in_force=frozenset({"gtc", "ioc", "fok"}),
    bracket_times_in_force=frozenset(),
    post_only=True,
    reduce_only="implicit",
    replace="none",
    crosses_zero=False,
    short=False,
    holds_quantity=True,
    settles_positions=False,
    quotes=True,
)
USDM: Final = Capabilities(
    lookup_is_consistent=False,
    lookup_settles_s=LOOKUP_SETTLES_S,
    deadline_s=RECV_WINDOW_MS / 1000,
    duplicates="while_open",
    bracket=False,
    order_types=frozenset({"market", "limit", "stop", "stop_limit", "trailing_stop"}),
    times_in_force=frozenset({"gtc", "ioc", "fok", "gtd"}),
    bracket_times_in_force=frozenset(),
    post_only=True,
    reduce_only="flag",
    replace="none",
    crosses_zero=True,
    short=True,
    holds_quantity=False,
    settles_positions=True,
    quotes=True,
)
CAPABILITIES: Final[dict[Market, Capabilities]] = {"spot": SPOT, "usdm": USDM}
