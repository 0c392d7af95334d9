"""Strategies: definitions in numbered versions that never change, and what there is to say of a draft.

What a definition means is the business of `domain.strategy`; here it is kept, compared and told.
"""

from tradewright.features.strategies.documents import numbers
from tradewright.features.strategies.language import Reading, Source, read, refuse_costly, set_up
from tradewright.features.strategies.lines import Line, draw_lines
from tradewright.features.strategies.store import Trials, add_trials, find_version, load_trials
from tradewright.features.strategies.verbs.add_version import add_version
from tradewright.features.strategies.verbs.read_strategies import (
    KeptVersion,
    load_version,
    show_strategy,
    show_version,
)

__all__ = [
    "KeptVersion",
    "Line",
    "Reading",
    "Source",
    "Trials",
    "add_trials",
    "add_version",
    "draw_lines",
    "find_version",
    "load_trials",
    "load_version",
    "numbers",
    "read",
    "refuse_costly",
    "set_up",
    "show_strategy",
    "show_version",
]
