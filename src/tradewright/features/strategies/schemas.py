"""The shapes of strategies on the wire: definitions, versions, what analysis says of a draft, the libraries.

A definition's numbers are JSON numbers, as its author writes them; they are read from their own digits.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tradewright.features.strategies.language import Source

TEXT_MAX = 200_000
"""Characters of a definition as text; the largest of ours has 6,000."""

TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Definition = Annotated[
    dict[str, Any],
    Field(
        description="A strategy definition (`tradewright.strategy/1`); see docs/reference/strategy.schema.json."
    ),
]


def printable(text: str) -> str:
    """Return a text that a page may show. Raises what Pydantic shows as a located fault."""
    if any(not character.isprintable() and character not in "\n\t" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(printable)]
DefinitionText = Annotated[
    str, StringConstraints(max_length=TEXT_MAX), Field(description="The definition as YAML or JSON text.")
]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Draft(Input):
    """A definition, as a document or as its text; exactly one of the two."""

    document: Definition | None = None
    text: DefinitionText | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Draft:
        if (self.document is None) == (self.text is None):
            raise PydanticCustomError("one_of", "give `document` or `text`, and not both")
        return self

    def source(self) -> Source:
        """Return the definition as it was given."""
        return self.text if self.text is not None else self.document or {}


class StrategyInput(Draft):
    notes: Notes = ""


class StrategyChange(Input):
    """What of a strategy to change besides its definition, which changes by new versions only."""

    name: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
            AfterValidator(printable),
        ]
        | None
    ) = None
    description: Notes | None = None


class VersionInput(Draft):
    """A new version. `based_on` is the version it was made from: when another came meanwhile, it is refused."""

    notes: Notes = ""
    based_on: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ValidateInput(Input):
    """What to look at: a definition as document or text, or one expression."""

    document: Definition | None = None
    text: DefinitionText | None = None
    expression: Annotated[str, StringConstraints(max_length=4_000)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> ValidateInput:
        if sum(part is not None for part in (self.document, self.text, self.expression)) != 1:
            raise PydanticCustomError("one_of", "give one of `document`, `text` and `expression`")
        return self

    def source(self) -> Source:
        """Return the definition as it was given; an empty one when an expression was."""
        return self.text if self.text is not None else self.document or {}


class LocatedFault(Output):
    """What is wrong, where, and what would be right. `line` and `column` are within the expression or the text."""

    path: str
    rule: str
    message: str
    value: str | None
    line: int | None
    column: int | None
    expected: str | None
    suggestion: str | None


class FindingOut(Output):
    """Something worth knowing that is no fault; one of severity `error` keeps the strategy from running."""

    code: str
    severity: Literal["error", "warning", "info"]
    path: str
    message: str
    hint: str


class Validated(Output):
    """What there is to say of a draft. `is_valid` is false when there are faults, and the rest is then null."""

    is_valid: bool
    faults: list[LocatedFault]
    findings: list[FindingOut]
    warmup_bars: Annotated[int | None, Field(description="Bars before every condition can have a value.")]
    cost: Annotated[float | None, Field(description="Of one bar, in moving averages.")]
    document: Annotated[dict[str, Any] | None, Field(description="The canonical form.")]
    text: Annotated[str | None, Field(description="The canonical form as YAML.")]
    definition_hash: str | None
    expression: Annotated[str | None, Field(description="The expression's canonical form.")]


class Strategy(Output):
    """A strategy with its newest version. `trials` counts every set of inputs ever tried on it."""

    strategy_id: UUID
    name: str
    description: str
    market: str
    timeframe: str
    direction: str
    version_number: int
    definition_hash: str
    trials: int
    created_at: TimeText
    updated_at: TimeText


class VersionOut(Output):
    """A version: it never changes. `evidence` says which optimisation it came from and how it did there."""

    strategy_id: UUID
    number: int
    notes: str
    definition_hash: str
    document: dict[str, Any]
    evidence: dict[str, Any] | None
    created_at: TimeText


class VersionSummary(Output):
    strategy_id: UUID
    number: int
    notes: str
    definition_hash: str
    has_evidence: bool
    created_at: TimeText


class StrategyDetail(Strategy):
    """A strategy with its newest version's definition in canonical form."""

    document: dict[str, Any]
    notes: str
    evidence: dict[str, Any] | None


class Difference(Output):
    """One place where two versions differ; `before` or `after` is null where there is nothing."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class Diff(Output):
    before: int
    after: int
    is_same_meaning: bool
    differences: list[Difference]


class Similar(Output):
    """Another strategy of the trader's; `score` is 1 for the same meaning and 0 for nothing in common."""

    strategy_id: UUID
    name: str
    score: float


class SimilarList(Output):
    items: list[Similar]


class Pine(Output):
    """A Pine Script v6 strategy."""

    name: str
    pine: str


class ParamOut(Output):
    name: str
    title: str
    kind: str
    default: float | bool | str | None
    least: float | None
    most: float | None
    step: float | None
    options: list[str]


class IndicatorInputOut(Output):
    name: str
    default: str | None
    is_fixed: bool
    kind: str


class IndicatorOutputOut(Output):
    name: str
    kind: str


class IndicatorOut(Output):
    """A library indicator. `formula` is given for those that are written in the expression language."""

    name: str
    title: str
    description: str
    category: str
    type: Literal["series", "trend", "entry", "exit", "stop_loss"]
    inputs: list[IndicatorInputOut]
    params: list[ParamOut]
    outputs: list[IndicatorOutputOut]
    formula: dict[str, str] | None
    signature: str
    pine: str | None
    source: str
    overlay: bool
    examples: list[str]


class IndicatorList(Output):
    items: list[IndicatorOut]
