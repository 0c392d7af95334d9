"""Whether new limits let through anything that the old ones held back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from tradewright.domain.trading.signal import RiskLimits

LONGER_IS_STRICTER = frozenset({"cooldown_minutes", "duplicate_window_s"})
MORE_IS_STRICTER = frozenset({"symbols_denied", "blackouts"})
FEWER_IS_STRICTER = frozenset({"symbols_allowed", "sessions"})


def loosens(before: RiskLimits, after: RiskLimits) -> bool:
    """Return whether a limit is raised or taken away. One that was not set can only tighten.

    Windows are compared as they are written: a session that is cut in two counts as another, and so as looser.
    """
    return any(
        _is_looser(one.name, getattr(before, one.name), getattr(after, one.name))
        for one in fields(RiskLimits)
    )


def _is_looser(name: str, before: Any, after: Any) -> bool:
    if name in MORE_IS_STRICTER:
        return not set(before) <= set(after)
    if name in FEWER_IS_STRICTER:
        return bool(before) and not (after and set(after) <= set(before))
    if before is None or after is None:
        return before is not None
    return bool(after < before if name in LONGER_IS_STRICTER else after > before)
