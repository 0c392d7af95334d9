"""A foreign alert on its way into our words: what it says under which of our names, and where it said it.

A format does not decide what an alert means. It hands each value over under the name that `names.SPELLINGS` knows, with the
path it came from, so that one reader judges them all and a fault still points into the sender's own message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.settings import NO_SETTINGS, FormatSettings
from tradewright.kernel.errors import Fault

SHOWN_MAX = 60
_UNSET = ("", "0", "false", "none", "null", "nan", "na", "off", "no", "0.0")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something an alert says that changes nothing here, with its place: told in the playground, never a refusal."""

    path: str
    message: str


@dataclass(slots=True)
class Translation:
    """One alert being translated. `members` are the sender's; `said` maps our names to (path, value)."""

    members: Members
    root: str = "$"
    settings: FormatSettings = NO_SETTINGS
    said: dict[str, tuple[str, Any]] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def path(self, *keys: str | int) -> str:
        """Return the path of a member of the message, or of what lies inside one."""
        parts = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
        return self.root + "".join(parts)

    def get(self, key: str) -> Any:
        """Return a member as it was decoded, None when it is absent, null or empty text; it counts as read."""
        self.read.add(key)
        value = self.members.get(key)
        return None if value == "" else value

    def word(self, key: str) -> str:
        """Return a member's text in lower case without `_`, `-` and spaces; empty when it is none."""
        return squeeze(self.get(key))

    def take(self, key: str, name: str) -> Any:
        """Hand a member over under our `name`, when it is there; return its value."""
        value = self.get(key)
        if value is not None:
            self.say(name, value, self.path(key))
        else:
            self.expected.setdefault(name, self.path(key))
        return value

    def take_all(self, table: Mapping[str, str]) -> None:
        """Hand over each member of `table` (its key → our name) that is there."""
        for key, name in table.items():
            self.take(key, name)

    def say(self, name: str, value: Any, path: str) -> None:
        """Say `value` under our `name`, as found at `path`; a second value for a name is a fault."""
        before = self.said.get(name)
        if before is not None and before[1] != value:
            self.fault(
                path, "ambiguous", f"{path} and {before[0]} say different things; send one of them.", value
            )
            return
        self.said[name] = (path, value)

    def inner(self, key: str) -> Translation | None:
        """Return a translation of the object under `key` that speaks into this one; None when there is none."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(self.path(key), "object", f"{key} must be an object.", value)
            return None
        return Translation(
            value, self.path(key), self.settings, self.said, self.expected, self.faults, self.remarks
        )

    def fault(self, path: str, rule: str, message: str, value: object = None) -> None:
        self.faults.append(Fault(path, rule, message, None if value is None else str(value)[:SHOWN_MAX]))

    def wrong(self, name: str, path: str, rule: str, message: str, value: object = None) -> None:
        """Note a fault that leaves our `name` unsaid: that it is missing then needs no telling."""
        self.expected[name] = path
        self.fault(path, rule, message, value)

    def remark(self, path: str, message: str) -> None:
        self.remarks.append(Remark(path, message))

    def cannot(self, table: Mapping[str, str]) -> None:
        """Refuse each member of `table` that asks for something: key → what would be right instead."""
        for key, instead in table.items():
            value = self.get(key)
            if is_set(value):
                self.fault(self.path(key), "unsupported", f"{key} cannot be done here. {instead}", value)

    def idle(self, table: Mapping[str, str]) -> None:
        """Remark on each member of `table` that asks for something which changes nothing here: key → why."""
        for key, why in table.items():
            if is_set(self.get(key)):
                self.remark(self.path(key), why)

    def remark_unread(self) -> None:
        """Remark on every member that no rule of the format looked at: what is left out is told."""
        for key, value in self.members.items():
            if key not in self.read and is_set(value):
                self.remark(self.path(key), f"{key} is not part of this format, and nothing is done with it.")


def squeeze(value: object) -> str:
    """Return a text in lower case without `_`, `-` and spaces; empty for anything else."""
    if not isinstance(value, str):
        return ""
    return value.strip().lower().replace("_", "").replace("-", "").replace(" ", "")


def is_set(value: object) -> bool:
    """Return whether a member asks for anything: templates fill what they do not use with 0, false or nothing."""
    if isinstance(value, str):
        return value.strip().lower() not in _UNSET
    return bool(value)
