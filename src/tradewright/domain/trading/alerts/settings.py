"""What a trader tells us once about alerts that do not say it themselves: units, sides, and what a bare trigger means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

RiskUnit = Literal["lots", "units", "risk_money", "risk_percent", "percent_equity"]
DistanceUnit = Literal["pips", "price", "percent"]
DeviationUnit = Literal["ratio", "percent"]

RISK_UNITS: tuple[RiskUnit, ...] = get_args(RiskUnit)
DISTANCE_UNITS: tuple[DistanceUnit, ...] = get_args(DistanceUnit)
DEVIATION_UNITS: tuple[DeviationUnit, ...] = get_args(DeviationUnit)


@dataclass(frozen=True, slots=True)
class FormatSettings:
    """Settings of an agent for foreign formats; None where the trader has not said, which makes it a fault.

    `risk_unit`, `distance_unit` and `entry_unit` are what PineConnector's `risk=`, `sl=`/`tp=` and `price=` count in: a
    setting of the terminal there. `deviation_unit` is what WunderTrading's `priceDeviation` counts in.
    `bot_sides` gives the side of each 3Commas DCA bot, by its id.
    `triggers` gives for a Capitalise.ai alert id, or for the whole text of a bare message, the members it stands for.
    """

    risk_unit: RiskUnit | None = None
    distance_unit: DistanceUnit | None = None
    entry_unit: DistanceUnit | None = None
    deviation_unit: DeviationUnit | None = None
    bot_sides: Mapping[str, Literal["buy", "sell"]] = field(default_factory=lambda: MappingProxyType({}))
    triggers: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))


NO_SETTINGS = FormatSettings()
