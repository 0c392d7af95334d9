"""The trader's own profile: read it, change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tradewright.features.accounts import store
from tradewright.features.accounts.errors import PreferencesTooLarge
from tradewright.features.accounts.store import Trader
from tradewright.kernel.errors import Fault, NotFound
from tradewright.platform import audit
from tradewright.platform.context import Context

PREFERENCES_SIZE_MAX = 64 * 1024


async def get_trader(cx: Context) -> Trader:
    """Return the trader who asks."""
    async with cx.transaction() as tx:
        trader = await store.find_trader(tx, cx.user_id)
    return _present(trader)


async def update_trader(
    cx: Context,
    *,
    display_name: str | None = None,
    timezone: str | None = None,
    preferences: Mapping[str, Any] | None = None,
) -> Trader:
    """Change what is given; None leaves a field as it is, and preferences are merged key by key.

    Raises PreferencesTooLarge.
    """
    async with cx.transaction() as tx:
        before = _present(await store.find_trader(tx, cx.user_id))
        after = _present(
            await store.update_trader(
                tx,
                cx.user_id,
                display_name=display_name,
                timezone=timezone,
                preferences=dict(preferences) if preferences is not None else None,
            )
        )
        _check_size(after.preferences)
        await audit.record(
            tx,
            cx,
            action="trader.changed",
            subject=f"trader:{cx.user_id}",
            before=_facts(before),
            after=_facts(after),
        )
    return after


def _check_size(preferences: Mapping[str, Any]) -> None:
    # Of all that is kept: merging a little each time would grow the row, and every audit entry, without end.
    size = len(json.dumps(preferences))
    if size > PREFERENCES_SIZE_MAX:
        raise PreferencesTooLarge(
            "The preferences are too large.",
            faults=(
                Fault("$.preferences", "size", f"Keep them under {PREFERENCES_SIZE_MAX} characters of JSON."),
            ),
            size=size,
        )


def _present(trader: Trader | None) -> Trader:
    if trader is None:
        raise NotFound("This trader does not exist any more.")
    return trader


def _facts(trader: Trader) -> dict[str, Any]:
    return {
        "display_name": trader.display_name,
        "timezone": trader.timezone,
        "preferences": trader.preferences,
    }
