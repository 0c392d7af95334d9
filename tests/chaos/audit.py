"""Whether every trader's audit chain still verifies, by the product's own walk."""

from __future__ import annotations

from tests.chaos.plant import ChaosPlant
from tradewright.entrypoints.connections import connect_database
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain import verify_user


async def verify_all(plant: ChaosPlant) -> tuple[int, list[str]]:
    """Return how many links were walked, and a sentence for each trader whose chain is not sound."""
    links, broken = 0, []
    db = await connect_database(plant.settings, "worker")
    try:
        for stall in plant.by_key.values():
            user_id = UserId(stall.user_id)
            async with db.tenant(user_id) as tx:
                verified = await verify_user(tx, user_id, now=SystemClock().now())
            links += verified.links
            if not verified.is_sound:
                broken.append(f"the audit chain of stall {stall.number}: {verified.findings[:3]}")
    finally:
        await db.close()
    return links, broken
