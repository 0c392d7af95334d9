"""A process of the product whose looks at venues come ten times as often: `python -m tests.chaos.part serve executor`.

A lost reply is settled in forty seconds by the protocol, which is right for money and long for ten thousand runs. The waits
between looks are shortened here and nowhere else; what counts as proof stays as it is. Faults of the runs are shortened
alike, so that a look-up that lags still lags for less than it is given time to settle. Alpaca's deadline of two minutes
becomes three seconds, ten times what any request of the fake is ever on its way; and rounds come every five seconds only,
for with fifty accounts they are most of what an executor does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tradewright.adapters.brokers.alpaca import api as alpaca_api
from tradewright.adapters.brokers.alpaca import capabilities as alpaca
from tradewright.adapters.brokers.binance import capabilities as binance
from tradewright.adapters.brokers.binance import errors as binance_errors
from tradewright.adapters.brokers.transport import buckets
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.reconcile import inquiry, watch
from tradewright.entrypoints import cli
from tradewright.entrypoints.worker import executor as role
from tradewright.features.orders.executor import loop
from tradewright.features.orders.executor.reconcile import patience, reconciler

HASTE = 10
HASTE_ALPACA = 40
HASTE_OF_ROUNDS = 6


def main() -> None:
    """Shorten the waits, then be the command."""
    assert role is not None, "everything that holds one of the numbers is loaded before they change"
    for module, names in (
        (inquiry, ("LOOK_AFTER_S", "LOOK_EVERY_S", "MISSES_APART")),
        (watch, ("QUIET", "CONFIRM_AFTER")),
        (reconciler, ("LOOKS_APART",)),
        (patience, ("REFUSED_AGAIN",)),
        (loop, ("DOUBT_EVERY_S", "REOPEN_EVERY_S")),
        (alpaca_api, ("PAUSE_S",)),
        (binance_errors, ("PAUSE_S",)),
    ):
        for name in names:
            _everywhere(name, getattr(module, name), _hastened(getattr(module, name)))
    _everywhere("SETTLE_EVERY_S", loop.SETTLE_EVERY_S, loop.SETTLE_EVERY_S / HASTE_OF_ROUNDS)
    for venue in (alpaca, binance):
        for name, value in list(vars(venue).items()):
            if isinstance(value, Capabilities):
                _everywhere(name, value, _hastened(value, HASTE_ALPACA if venue is alpaca else HASTE))
    _everywhere("CAPABILITIES", binance.CAPABILITIES, {"spot": binance.SPOT, "usdm": binance.USDM})
    alpaca_whole = replace(alpaca.CAPABILITIES, by_market=(("crypto", alpaca.COINS),))
    _everywhere("CAPABILITIES", alpaca.CAPABILITIES, alpaca_whole)
    # Looks that come ten times as often would use up what a venue allows an address in a minute, and then none would come.
    buckets._Bucket.wait_for = lambda self, wanted: 0.0  # type: ignore[method-assign]
    cli.main()


def _hastened(value: Any, haste_of_deadline: int = HASTE) -> Any:
    if isinstance(value, Capabilities):
        assert value.deadline_s is not None and value.lookup_settles_s is not None
        return replace(
            value,
            deadline_s=value.deadline_s / haste_of_deadline,
            lookup_settles_s=value.lookup_settles_s / HASTE,
        )
    if isinstance(value, tuple):
        return tuple(_hastened(one) for one in value)
    return value / HASTE if isinstance(value, timedelta | float) else value / float(HASTE)


def _everywhere(name: str, old: Any, new: Any) -> None:
    """Give `new` to every module of the product that holds `old` under this name."""
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("tradewright.") and getattr(module, name, None) is old:
            setattr(module, name, new)


if __name__ == "__main__":
    main()
