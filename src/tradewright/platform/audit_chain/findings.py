"""What a check of the chain finds, in the order of the chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tradewright.kernel.ids import UserId

What = Literal[
    "row_altered",
    "row_missing",
    "row_added",
    "row_chained_twice",
    "link_altered",
    "link_missing",
    "link_unhooked",
    "head_differs",
    "root_missing",
    "root_differs",
    "signature_wrong",
    "key_unknown",
    "file_cut",
]
_WORDS: dict[What, str] = {
    "row_altered": "was altered after it was chained",
    "row_missing": "is gone",
    "row_added": "was added without a link",
    "row_chained_twice": "has two links",
    "link_altered": "does not hash to what it says",
    "link_missing": "is gone",
    "link_unhooked": "does not follow the link before it",
    "head_differs": "is not the last link: links were cut off or put on",
    "root_missing": "ended without a signed root",
    "root_differs": "is signed for another hash than the link has",
    "signature_wrong": "has a signature that its key did not make",
    "key_unknown": "is signed by a key that is not known",
    "file_cut": "is not whole",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: what, of which row, link or day, and at which number of the chain."""

    what: What
    subject: str
    number: int | None = None

    def __str__(self) -> str:
        place = "" if self.number is None else f" (link {self.number})"
        return f"{self.subject}{place} {_WORDS[self.what]}."


@dataclass(slots=True)
class Verified:
    """The outcome for one user: how much was looked at, and what is wrong, first things first."""

    user_id: UserId
    links: int = 0
    roots: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def note(self, what: What, subject: str, number: int | None = None) -> None:
        self.findings.append(Finding(what, subject, number))
