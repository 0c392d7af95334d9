"""Write down how connections stand, where it is known: in the executor; and tell the traders whose state has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tradewright.features.brokerage import history_store, link_store, store
from tradewright.features.brokerage.connection import Standing
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.verbs.value_account import value_account
from tradewright.platform import outbox
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.outbox import Event


async def tell_connections(db: Database, bus: Bus, standings: Sequence[Standing], *, now: datetime) -> int:
    """Write these, and return how many came to another state, of which their traders hear. Raises Unavailable.

    `db` is logged in as the executor. Not fenced: it moves no money, and whoever writes next corrects it.
    """
    users = {one.user_id for one in standings}
    async with db.acting(users) as tx:
        changed = await link_store.save_connections(tx, standings, now=now)
        for user_id, account_id in changed:
            account = await store.find_account(tx, user_id, account_id)
            if account is None:
                continue
            held = [
                one for owner, one in await history_store.list_holdings(tx, user_id) if owner == account_id
            ]
            document = account_document(value_account(account, held, lambda _: None, now=now))
            await outbox.add(tx, user_id, [Event("account.changed", document)])
    if changed:
        await outbox.wake(bus)
    return len(changed)
