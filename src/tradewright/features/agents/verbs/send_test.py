"""Send an agent a test alert through the very same intake as TradingView's."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tradewright.features.agents import store
from tradewright.features.agents.intake.assess import Delivery
from tradewright.features.agents.intake.door import Door, Reception
from tradewright.features.agents.verbs.changes import get_agent
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AgentId
from tradewright.platform.context import Context


async def send_test(
    cx: Context, door: Door, agent_id: UUID, *, symbol: str | None, action: str, remote_ip: str | None
) -> Reception:
    """Return what became of the test. It is an alert like any other: an active agent will trade on it.

    Raises `AgentNotFound`, and `Invalid` when no symbol is given and there is none to choose.
    """
    async with cx.transaction() as tx:
        agent = await get_agent(tx, cx, agent_id)
        symbol = symbol or next(iter(agent.document["symbols"]), None) or await store.find_test_symbol(tx)
    if symbol is None:
        message = "name a symbol: no instrument is known yet"
        raise Invalid(message, faults=(Fault("$.symbol", "required", message),))
    now = cx.now
    body = {
        "v": 1,
        "id": f"test-{cx.new_id()}",
        "ticker": symbol,
        "action": action,
        "time": now,
        "bar_time": now,
        "comment": "test",
    }
    return await door.receive_test(
        AgentId(agent_id),
        Delivery(
            route="test",
            body=msgspec.json.encode(body),
            content_type="application/json",
            remote_ip=remote_ip,
            received_at=now,
            correlation_id=cx.correlation_id,
        ),
    )
