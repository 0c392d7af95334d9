"""Checking one user's chain against the rows, while others go on writing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain import store
from tradewright.platform.audit_chain.checking import Walk
from tradewright.platform.audit_chain.findings import Verified
from tradewright.platform.audit_chain.links import NO_HASH
from tradewright.platform.db import Tx

ROOT_GRACE = timedelta(days=1)
"""How long after a day's end its root may be missing: the scheduler may have been down for a night."""


async def verify_user(
    tx: Tx, user_id: UserId, *, now: datetime, trusted_keys: Collection[bytes] = ()
) -> Verified:
    """Walk the whole chain of `user_id` and return what is wrong with it; some 40 µs a link.

    `tx` acts for that user. `trusted_keys` are public keys kept elsewhere; with any,
    roots signed by others are findings: whoever rewrote the database could sign with a key of their own.
    """
    verified = Verified(user_id)
    # Roots before the head, the head before the links: whatever is written meanwhile lies behind what is looked at.
    roots = await store.list_roots(tx, user_id)
    head = await store.sql.find_head(tx, user_id=user_id)
    number, last_hash, last = (
        (0, NO_HASH, 0) if head is None else (head["number"], head["hash"], head["last_number"])
    )
    ends = {root.number for root in roots}
    walk = Walk(verified)
    async for link, text in store.stream_links(tx, user_id, until=max(number, last)):
        walk.step(link, text, keeps=link.number in ends)
    if (walk.number, walk.hash) != (number, last_hash):
        verified.note("head_differs", "the head of the chain", number)
    keys = await store.list_keys(tx)
    if trusted_keys:
        keys = {key_id: key for key_id, key in keys.items() if key in trusted_keys}
    walk.check_roots(roots, keys)
    rooted = {root.day for root in roots}
    for day, day_end in await store.list_days(tx, user_id):
        if day not in rooted and day < (now - ROOT_GRACE).date():
            verified.note("root_missing", f"the day {day.isoformat()}", day_end)
    async for row in store.sql.list_unchained(tx, user_id=user_id, at_most=store.UNCHAINED_MAX):
        number_text = f" {row['subject_number']}" if row["kind"] == "order_event" else ""
        verified.note("row_added", f"{row['kind']} {row['subject_id']}{number_text}")
    verified.findings.sort(key=lambda one: (one.number is None, one.number or 0))
    return verified
