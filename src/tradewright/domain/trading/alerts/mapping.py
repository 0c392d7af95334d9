"""A trader's own reading of a message that no format of ours knows: where each field stands, and what its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.settings import NO_SETTINGS, FormatSettings
from tradewright.domain.trading.alerts.translation import Translation, squeeze

Path: TypeAlias = tuple[str | int, ...]
PATH_LENGTH_MAX = 200
_STEP = re.compile(r"""\.(?P<name>[^.\[\]"]+)|\[(?P<place>\d{1,4})\]|\["(?P<quoted>[^"]+)"\]""")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one of our fields is found: at `path`, or always `constant`.

    `values` turns the sender's words into ours (matched without case, `_`, `-` and spaces); a word that is not in it is a
    fault. `default` stands for what is absent.
    """

    name: str
    path: Path | None = None
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    default: str | None = None


@dataclass(frozen=True, slots=True)
class AlertMapping:
    """An agent's mapping: rules for messages of no known format, and settings for those of a known one."""

    rules: tuple[FieldRule, ...] = ()
    settings: FormatSettings = NO_SETTINGS

    def applies_to(self, members: Members, root: str = "$") -> bool:
        """Return whether the rules are for this message: something stands where one of them looks."""
        found = (_find(members, _below(rule.path, root)) for rule in self.rules if rule.path is not None)
        return any(value is not _MISSING for value in found)


NO_MAPPING = AlertMapping()


def find_secret(mapping: AlertMapping, members: Members, root: str = "$") -> str | None:
    """Return what a message says where the mapping looks for the passphrase; None when it says none."""
    rule = next((rule for rule in mapping.rules if rule.name == "secret" and rule.path is not None), None)
    value = None if rule is None else _find(members, _below(rule.path, root))
    return value if isinstance(value, str) and value else None


def parse_path(text: str) -> Path:
    """Return the steps of a JSON path such as `$.signal.legs[0]["take profit"]`. Raises ValueError for anything else."""
    if not text.startswith("$") or len(text) > PATH_LENGTH_MAX:
        raise ValueError("not a JSON path")
    steps: list[str | int] = []
    position = 1
    while position < len(text):
        step = _STEP.match(text, position)
        if step is None:
            raise ValueError(f"not a JSON path, at character {position + 1}")
        steps.append(int(step["place"]) if step["place"] else step["name"] or step["quoted"])
        position = step.end()
    if not steps:
        raise ValueError("a JSON path to a member")
    return tuple(steps)


def render_path(path: Path) -> str:
    """Return the text that `parse_path` reads."""
    return "$" + "".join(map(_render_step, path))


def apply_mapping(mapping: AlertMapping, alert: Translation) -> None:
    """Hand over what the rules find, each at the place it was found."""
    for rule in mapping.rules:
        _apply(rule, alert)


def _apply(rule: FieldRule, alert: Translation) -> None:
    if rule.path is None:
        alert.say(rule.name, rule.constant, f"$.{rule.name}")
        return
    place = render_path(rule.path)
    alert.expected[rule.name] = place
    value = _find(alert.members, _below(rule.path, alert.root))
    if value is _MISSING or value is None or value == "":
        if rule.default is not None:
            alert.say(rule.name, rule.default, place)
        return
    if not rule.values:
        alert.say(rule.name, value, place)
        return
    word = squeeze(_word(value))
    found = next((ours for theirs, ours in rule.values.items() if squeeze(theirs) == word), None)
    if found is None:
        known = ", ".join(rule.values)
        alert.fault(place, "unmapped", f"The agent's mapping knows {known} here, and not this.", value)
    else:
        alert.say(rule.name, found, place)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""


def _below(path: Path | None, root: str) -> Path:
    """Return the path from the object that was read: one in a list is named by `$[0]` or not at all."""
    steps = path or ()
    return steps[1:] if root != "$" and steps[:1] == (0,) else steps


def _find(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        is_member = isinstance(value, dict) and isinstance(step, str) and step in value
        is_item = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if not is_member and not is_item:
            return _MISSING
        value = value[step]
    return value


def _render_step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if re.fullmatch(r"[\w-]+", step) else f'["{step}"]'
