"""The shapes of the playground in answers: previews, replays, formats, and the table of opposite signals."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PreviewFault(_Output):
    """What is wrong, where in the message by path, and at which line and column of its text, both from 1."""

    path: str
    rule: str
    message: str
    value: str | None
    line: int
    column: int


class PreviewRemark(_Output):
    """What the message says that changes nothing here."""

    path: str
    message: str
    line: int
    column: int


class PreviewIdentity(_Output):
    """By what a repeat is recognised, and for how long."""

    kind: Literal["explicit", "fired", "bar", "content"]
    window_s: int


class PreviewRefusal(_Output):
    """Why the agent would refuse it; an alert that leaves a position is accepted all the same."""

    code: str
    reason: str


class PreviewTarget(_Output):
    """What would become of the alert in one account: every rule with its value and limit, the orders as they would be sent,
    stop and target included, and the steps in words. `unavailable`: nobody answers for the account right now.
    """

    account_id: UUID
    verdict: Literal["approved", "denied", "reduced", "ignored", "unavailable"]
    reason_code: str | None
    reason: str | None
    rules: list[dict[str, Any]]
    smallest_change: dict[str, Any] | None
    sizing: dict[str, Any] | None
    protection: dict[str, Any] | None
    orders: list[dict[str, Any]]
    steps: list[str]
    decision: dict[str, Any]


class AlertPreview(_Output):
    """What an alert says and what would become of it; nothing is stored and nothing is sent."""

    format: str | None
    format_title: str | None
    is_understood: bool
    intent: dict[str, Any] | None
    words: str | None
    faults: list[PreviewFault]
    remarks: list[PreviewRemark]
    identity: PreviewIdentity | None
    explicit_id: str | None
    fired_at: TimeText | None
    bar_at: TimeText | None
    refusal: PreviewRefusal | None
    targets: list[PreviewTarget]


class ReplaySignal(_Output):
    """What became, or would become, of the alert in one account; `orders` and `steps` are null for what really happened."""

    account_id: UUID
    state: str
    reason_code: str | None
    reason: str | None
    decision: dict[str, Any]
    orders: list[dict[str, Any]] | None
    steps: list[str] | None


class ReplayOutcome(_Output):
    version_number: int | None
    outcome: Literal["accepted", "duplicate", "refused"]
    reason_code: str | None
    reason: str | None
    intent: dict[str, Any] | None
    signals: list[ReplaySignal]


class ReplayDifference(_Output):
    """One thing that is different now: by the `rules`, or by the `market`, the books and the day, under any rules."""

    path: str
    before: Any
    after: Any
    cause: Literal["rules", "market"]


class Replay(_Output):
    """A stored alert judged again, dry: what became of it, what would become of it now, and what differs."""

    alert_id: UUID
    agent_id: UUID
    then: ReplayOutcome
    now: ReplayOutcome
    differences: list[ReplayDifference]


class AlertFormat(_Output):
    """A format of another bridge that is read as it is. `asks` names what a mapping may have to say once for it."""

    name: str
    title: str
    told_by: str
    asks: list[str]


class AlertField(_Output):
    """A field of an alert, by which a mapping names its rules. Case, `_`, `-`, `.` and blanks of spellings do not matter."""

    name: str
    spellings: list[str]


class AlertFormats(_Output):
    """What an alert may be written in, and what it may say."""

    formats: list[AlertFormat]
    fields: list[AlertField]
    units: dict[str, list[str]]


class OppositeRow(_Output):
    """One line of what a buy or a sell means given what is held; the first that fits decides, "any" fits all."""

    held: str
    left: str
    reduce_only: str
    rule: str
    meaning: str
    words: str


class OppositeTable(_Output):
    items: list[OppositeRow]
