"""The ladder of the kill switch: what each level still lets through.

none: everything. entries_paused: no new entries; those that rest stay. reduce_only: resting entries are cancelled too.
halted: only a person's own exits and the switch itself; agents' and programs' exits are refused as well, and protective
legs stay at the venue. Pressing raises the level; only a release lowers it, and not before `locked_until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

SwitchLevel = Literal["none", "entries_paused", "reduce_only", "halted"]
LEVELS: tuple[SwitchLevel, ...] = get_args(SwitchLevel)
"""From the mildest to the strictest."""
PLATFORM_SCOPE = UUID(int=0)
"""The id under which the operator's switch stands beside a user's own."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Where one switch stands. Nobody but the operator may release it before `locked_until`; `released_at` is when that was
    last done: what was asked for here before is taken back, unless it has begun.
    """

    level: SwitchLevel = "none"
    reason: str = ""
    locked_until: datetime | None = None
    released_at: datetime | None = None

    @property
    def allows_entries(self) -> bool:
        return self.level == "none"

    @property
    def allows_resting(self) -> bool:
        """Whether entries that rest at a venue may stay there."""
        return self.level in ("none", "entries_paused")

    @property
    def allows_automatic_exits(self) -> bool:
        """Whether agents and programs may still close positions; a person always may."""
        return self.level != "halted"

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


NO_SWITCH = Switch()


def stricter(one: SwitchLevel, other: SwitchLevel) -> SwitchLevel:
    """Return the stricter of two levels."""
    return max(one, other, key=LEVELS.index)
