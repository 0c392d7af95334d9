"""Time of day."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="time_of_day",
    title="Time of day",
    description="Both sides are allowed from one minute of the day to another; from a later to an earlier one "
    "means across midnight.",
    category="trend filter",
    type="trend",
    inputs=(),
    params=(
        Param("start", "int", 570, least=0, most=1439, title="From, minutes after midnight"),
        Param("end", "int", 960, least=0, most=1440, title="To, minutes after midnight"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": (
            "start <= end ? hour * 60 + minute >= start and hour * 60 + minute < end : hour * 60 + "
            "minute >= start or hour * 60 + minute < end"
        ),
        "short": (
            "start <= end ? hour * 60 + minute >= start and hour * 60 + minute < end : hour * 60 + "
            "minute >= start or hour * 60 + minute < end"
        ),
    },
    source="The bar's opening time",
    examples=("time_of_day().long",),
)
