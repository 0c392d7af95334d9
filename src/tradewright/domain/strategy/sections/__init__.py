"""Reads a document's sections, each function one: plain values in, parts of a definition out, faults noted in the reader."""

from tradewright.domain.strategy.sections.exits import read_measure, read_stop, read_targets, read_trailing
from tradewright.domain.strategy.sections.inputs import TIMEFRAMES, input_value, read_inputs
from tradewright.domain.strategy.sections.limits import (
    COMPONENTS_MAX,
    GROUP_DEPTH_MAX,
    GROUP_ITEMS_MAX,
    INPUTS_MAX,
    OPTIONS_MAX,
    SERIES_MAX,
    SESSIONS_MAX,
    TARGETS_MAX,
)
from tradewright.domain.strategy.sections.parts import read_components, read_rules, read_series
from tradewright.domain.strategy.sections.times import DAYS, read_time, read_timezone
from tradewright.domain.strategy.sections.trading import read_costs, read_execution, read_risk, read_sizing

__all__ = [
    "COMPONENTS_MAX",
    "DAYS",
    "GROUP_DEPTH_MAX",
    "GROUP_ITEMS_MAX",
    "INPUTS_MAX",
    "OPTIONS_MAX",
    "SERIES_MAX",
    "SESSIONS_MAX",
    "TARGETS_MAX",
    "TIMEFRAMES",
    "input_value",
    "read_components",
    "read_costs",
    "read_execution",
    "read_inputs",
    "read_measure",
    "read_risk",
    "read_rules",
    "read_series",
    "read_sizing",
    "read_stop",
    "read_targets",
    "read_time",
    "read_timezone",
    "read_trailing",
]
