"""An agent's mapping as a request says it: how to read messages that no known format explains."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.alerts import AlertMapping
from tradewright.domain.trading.alerts.mapping import parse_path
from tradewright.domain.trading.alerts.mapping_documents import mapping_from_document
from tradewright.domain.trading.alerts.names import SPELLINGS
from tradewright.domain.trading.alerts.settings import DeviationUnit, DistanceUnit, RiskUnit
from tradewright.domain.trading.signal import Side

MAPPED_MAX = 60
"""Rules, words of one rule, bots and triggers of a mapping: more than the longest format there is."""


def printable(text: str) -> str:
    """Return the text. Raises a validation error for control characters other than line breaks."""
    if any(not character.isprintable() and character != "\n" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


def _json_path(text: str) -> str:
    try:
        parse_path(text)
    except ValueError as cause:
        raise PydanticCustomError("json_path", "write a path such as $.signal.side or $.legs[0]") from cause
    return text


def _field_name(text: str) -> str:
    if text not in SPELLINGS:
        raise PydanticCustomError("field", "this is no field of an alert; see the reference of alerts")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(printable)]
JsonPath = Annotated[str, AfterValidator(_json_path)]
FieldName = Annotated[str, AfterValidator(_field_name)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRuleInput(_Input):
    """Where a field stands in the sender's message (`path`), or what it always is (`constant`). `values` turns the
    sender's words into ours; `default` stands for what is absent."""

    path: JsonPath | None = None
    constant: Text | None = None
    values: Annotated[dict[str, Text], Field(max_length=MAPPED_MAX)] = Field(default_factory=dict)
    default: Text | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.path is None) == (self.constant is None):
            raise PydanticCustomError("path_or_constant", "give either path or constant")
        return self


class MappingInput(_Input):
    """How to read messages that no known format explains, and what a known one leaves out.

    `risk_unit`, `distance_unit`, `entry_unit`: what PineConnector's `risk=`, `sl=`/`tp=` and `price=` count in;
    `deviation_unit`: what WunderTrading's `priceDeviation` does. `bot_sides`: the side of each 3Commas DCA bot.
    `triggers`: what a Capitalise.ai alert id, or a message that is this very text, stands for.
    """

    fields: Annotated[dict[FieldName, FieldRuleInput], Field(max_length=MAPPED_MAX)] = Field(
        default_factory=dict
    )
    risk_unit: RiskUnit | None = None
    distance_unit: DistanceUnit | None = None
    entry_unit: DistanceUnit | None = None
    deviation_unit: DeviationUnit | None = None
    bot_sides: Annotated[dict[str, Side], Field(max_length=MAPPED_MAX)] = Field(default_factory=dict)
    triggers: Annotated[dict[Text, dict[str, Text]], Field(max_length=MAPPED_MAX)] = Field(
        default_factory=dict
    )

    def mapping(self) -> AlertMapping:
        return mapping_from_document(self.model_dump(mode="json"))
