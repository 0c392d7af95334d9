"""The fault port: rules say when something goes wrong and what; a seed says which of the probable ones do.

`rules` holds the shapes, `port` decides what fires, `mangle` spoils bodies, `plans` draws whole plans from a seed.
"""

from tradewright_fakes.faults.mangle import mangle
from tradewright_fakes.faults.plans import plan_from_seed
from tradewright_fakes.faults.port import FaultPort, Fired
from tradewright_fakes.faults.rules import (
    EVENT_KINDS,
    OPENS,
    REQUEST_KINDS,
    BadRule,
    Do,
    Rule,
    When,
    parse_rule,
)

__all__ = [
    "EVENT_KINDS",
    "OPENS",
    "REQUEST_KINDS",
    "BadRule",
    "Do",
    "FaultPort",
    "Fired",
    "Rule",
    "When",
    "mangle",
    "parse_rule",
    "plan_from_seed",
]
