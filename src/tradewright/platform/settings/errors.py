"""A setting that is missing or wrong, told so that a person can mend it without reading code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting to mend. `value` is shown as given, or `***` when it is a secret, or None when missing."""

    name: str
    value: str | None
    expected: str
    source: str

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name} is missing ({self.source}): expected {self.expected}"
        return f"{self.name} = {self.value} ({self.source}): expected {self.expected}"


class SettingsError(Exception):
    """Every problem with the settings, all at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = "1 setting is wrong" if count == 1 else f"{count} settings are wrong"
        return "\n  ".join([f"{head}:", *map(str, self.problems)])
