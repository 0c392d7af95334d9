"""Reading an alert: whose format it is, what it says in our words, and every fault with its place in the message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tradewright.domain.trading.alerts.canonical import content_digest
from tradewright.domain.trading.alerts.decode import Decoded, decode_body
from tradewright.domain.trading.alerts.formats import ForeignFormat, find_format, flat
from tradewright.domain.trading.alerts.formats.triggers import read_trigger
from tradewright.domain.trading.alerts.intents import read_intent
from tradewright.domain.trading.alerts.mapping import NO_MAPPING, AlertMapping, apply_mapping
from tradewright.domain.trading.alerts.members import MemberReader
from tradewright.domain.trading.alerts.reading import decode
from tradewright.domain.trading.alerts.translation import Remark, Translation
from tradewright.domain.trading.signal import Intent
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.secret import Secret

AlertFormat = Literal["flat", "unify.v1", "text", "form", "mapped", "trigger"] | ForeignFormat
ID_LENGTH_MAX = 200
SECRET_LENGTH_MAX = 500
FAULTS_MAX = 20


@dataclass(frozen=True, slots=True)
class ParsedAlert:
    """What an alert says. `canonical` is the SHA-256 of its content in one spelling, secrets left out.

    `explicit_id` is the sender's own id; `fired_at` when it was sent; `bar_time` the bar it speaks of; `age_max_s` after how
    long the sender wants nothing done any more; `agent_id` the agent an envelope names, as text. `remarks` tell what of it
    changes nothing.
    """

    format: AlertFormat
    intent: Intent
    canonical: bytes
    explicit_id: str | None = None
    fired_at: datetime | None = None
    bar_time: datetime | None = None
    age_max_s: int | None = None
    secret: Secret | None = None
    symbol_raw: str | None = None
    agent_id: str | None = None
    remarks: tuple[Remark, ...] = ()


def parse_alert(body: bytes, content_type: str = "", mapping: AlertMapping = NO_MAPPING) -> ParsedAlert:
    """Return what the alert says. Raises Invalid, with a located fault for every problem found, and nothing else.

    `mapping` is the agent's: its triggers are tried first, then its rules where they find anything, then known formats.
    """
    triggered = _find_trigger(body, mapping)
    decoded = triggered or decode(body, content_type)
    digest = content_digest(decoded.members)
    alert = Translation(decoded.members, decoded.root, mapping.settings)
    outer: Translation | None = None
    format_: AlertFormat
    if triggered is not None:
        format_ = "trigger"
        read_trigger(alert, decoded.members["text"], "$")
    elif mapping.applies_to(decoded.members, decoded.root):
        format_ = "mapped"
        apply_mapping(mapping, alert)
    elif _is_envelope(decoded):
        format_, outer = "unify.v1", alert
        alert = _open_envelope(outer)
    elif (found := find_format(decoded.members)) is not None:
        format_ = found.name
        found.read(alert)
    else:
        format_ = "flat" if decoded.format == "json" else decoded.format
        flat.read(alert)
    parsed = _assemble(format_, digest, alert, outer or alert)
    if alert.faults:
        faults = _told(alert.faults)
        raise Invalid(f"{faults[0].path}: {faults[0].message}", faults=faults, format=format_)
    return parsed


def _find_trigger(body: bytes, mapping: AlertMapping) -> Decoded | None:
    """Return a message that is, word for word, one of the agent's triggers."""
    if not mapping.settings.triggers:
        return None
    text = decode_body(body)
    return Decoded("text", {"text": text}) if text in mapping.settings.triggers else None


def _is_envelope(decoded: Decoded) -> bool:
    members = decoded.members
    return decoded.format == "json" and (
        members.get("version") == "unify.v1" or isinstance(members.get("intent"), dict)
    )


def _open_envelope(outer: Translation) -> Translation:
    """Return what stands under `intent`; the envelope's own members are read into `outer`."""
    version, inner = outer.members.get("version"), outer.members.get("intent")
    about = Translation({key: value for key, value in outer.members.items() if key != "intent"}, outer.root)
    flat.read(about)
    outer.said = about.said
    alert = Translation({}, outer.path("intent"), outer.settings)
    if version != "unify.v1":
        alert.fault(outer.path("version"), "choice", 'version must be "unify.v1".', str(version))
    if not isinstance(inner, dict):
        alert.fault(outer.path("intent"), "object", "intent must be an object.")
    else:
        alert.members = inner
    flat.read(alert)
    alert.faults += about.faults
    return alert


def _assemble(format_: AlertFormat, digest: bytes, alert: Translation, outer: Translation) -> ParsedAlert:
    """Build the alert from what it says to do (`alert`) and what is said about the message (`outer`)."""
    faults = alert.faults
    reader = MemberReader(alert.said, faults, root=alert.root, expected=alert.expected)
    about = reader if outer is alert else MemberReader(outer.said, faults, root=outer.root)
    fired_at, bar_time = _times(about)
    if fired_at is None and about is not reader:
        fired_at, inner_bar = _times(reader)
        bar_time = bar_time or inner_bar
    secret = (about if "secret" in about else reader).text("secret", length_max=SECRET_LENGTH_MAX)
    agent_id: Any = outer.members.get("agent_id") if format_ == "unify.v1" else None
    return ParsedAlert(
        format=format_,
        intent=read_intent(reader, fired_at),
        canonical=digest,
        explicit_id=_explicit_id(about if "id" in about else reader),
        fired_at=fired_at,
        bar_time=bar_time,
        age_max_s=(about if "age_max" in about else reader).seconds("age_max"),
        secret=None if secret is None else Secret(secret),
        symbol_raw=reader.text("symbol", length_max=100),
        agent_id=agent_id if isinstance(agent_id, str) else None,
        remarks=_merged(alert.remarks, faults),
    )


def _explicit_id(reader: MemberReader) -> str | None:
    """Return the sender's own id. One with an unfilled placeholder would make every alert the same: it is no
    id.
    """
    explicit_id = reader.text("id", length_max=ID_LENGTH_MAX)
    return None if explicit_id is None or "{{" in explicit_id else explicit_id


def _times(reader: MemberReader) -> tuple[datetime | None, datetime | None]:
    """Return when the alert was fired and which bar it speaks of.

    A lone `time` may be either, and most templates put the bar there; beside a bar time it is the moment of
    firing.
    """
    fired, bar, plain_time = reader.moment("fired"), reader.moment("bar_time"), reader.moment("time")
    if bar is None:
        return fired, plain_time
    return fired or plain_time, bar


def _told(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return the faults without those that only follow: what was said wrongly is not missing too."""
    wrong = {fault.path for fault in faults if fault.rule != "missing"}
    told = (fault for fault in faults if fault.rule != "missing" or fault.path not in wrong)
    return tuple(dict.fromkeys(told))[:FAULTS_MAX]


def _merged(remarks: list[Remark], faults: list[Fault]) -> tuple[Remark, ...]:
    """Return the remarks on what is not a fault already, each once."""
    faulty = {fault.path for fault in faults}
    return tuple(dict.fromkeys(remark for remark in remarks if remark.path not in faulty))[:FAULTS_MAX]
