"""One thing worth telling the author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `path` locates it in the document; `hint` says what to do about it."""

    code: str
    severity: Severity
    path: str
    message: str
    hint: str = ""
