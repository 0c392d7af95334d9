"""The kinds of venue that stories are played at: what the executor may rely on differs, the promise does not."""

from __future__ import annotations

from dataclasses import dataclass

from tradewright.domain.trading.book import PAPER_CAPABILITIES
from tradewright.domain.trading.ports.broker import Capabilities


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of venue. `lag_s`: how long a look-up may miss what was taken."""

    name: str
    capabilities: Capabilities
    lag_s: int = 0


PROFILES: tuple[Profile, ...] = (
    Profile("paper", PAPER_CAPABILITIES),
    Profile(
        "stocks",  # brackets, an id refused for ever, quantities held by resting exits
        Capabilities(
            lookup_is_consistent=False,
            lookup_settles_s=5.0,
            deadline_s=120.0,
            duplicates="for_ever",
            bracket=True,
            oco=True,
            replace="new_id",
            crosses_zero=False,
            holds_quantity=True,
            reduce_only="implicit",
            short=False,
        ),
        lag_s=1,
    ),
    Profile(
        "futures",  # no brackets, a reduce-only flag, late requests refused
        Capabilities(
            lookup_is_consistent=False,
            lookup_settles_s=2.0,
            deadline_s=5.0,
            duplicates="while_open",
            bracket=False,
            reduce_only="flag",
        ),
        lag_s=1,
    ),
    Profile(
        "spot",  # no brackets, no flag: a sale of what is not there is refused, resting sales hold their quantity
        Capabilities(
            lookup_is_consistent=False,
            lookup_settles_s=2.0,
            deadline_s=5.0,
            duplicates="while_open",
            bracket=False,
            reduce_only="implicit",
            holds_quantity=True,
            crosses_zero=False,
            short=False,
            settles_positions=False,
        ),
        lag_s=1,
    ),
)
