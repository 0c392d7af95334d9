"""Random faults from a seed, several at once: whatever goes wrong, no outcome is a lie and nothing is told twice or lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest
from tests.contract.alpaca_rig import SHARE, AlpacaRig
from tests.contract.broker_contract import an_order
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import (
    Accepted,
    AlreadyTerminal,
    BrokerUnavailable,
    DeniedLocally,
    FillUpdate,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    Rejected,
)
from tradewright.kernel.ids import ClientOrderId
from tradewright_fakes.alpaca import serve

ORDERS = 12


def some_orders(luck: random.Random) -> list[OrderRequest]:
    def one() -> OrderRequest:
        match luck.randrange(5):
            case 0:
                return an_order(symbol=SHARE, order_type="limit", limit="190", quantity="1")
            case 1:
                return an_order(symbol=SHARE, side="sell", quantity="1", reduce_only=True)
            case 2:
                return an_order(symbol=SHARE, quantity="2", stop_loss="180", take_profit="230")
            case _:
                return an_order(symbol=SHARE, quantity="1")

    return [one() for _ in range(ORDERS)]


async def play(
    rig: AlpacaRig, seed: int
) -> tuple[dict[ClientOrderId, PlaceOutcome], Sequence[ClientOrderId]]:
    """Place and sometimes cancel, while the venue misbehaves by plan; return outcomes, and cancels that were confirmed."""
    luck = random.Random(seed)
    await rig.fake.admin.fault_plan(seed, faults=5, probability=0.3)
    outcomes: dict[ClientOrderId, PlaceOutcome] = {}
    cancelled: list[ClientOrderId] = []
    for order in some_orders(luck):
        outcomes[order.client_order_id] = await rig.place(order)
        if luck.random() < 0.3:
            ended = await rig.broker.cancel(order.client_order_id)
            if isinstance(ended, Accepted | AlreadyTerminal):
                cancelled.append(order.client_order_id)
        if luck.random() < 0.2:
            await rig.crash()
    await rig.fake.admin.clear_faults()
    return outcomes, cancelled


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_no_outcome_is_a_lie_and_no_fill_is_lost_or_doubled(seed: int) -> None:
    async with serve(seed=seed) as fake:
        rig = AlpacaRig(fake)
        await rig.start()
        try:
            await _check(rig, *await play(rig, seed))
        finally:
            await rig.stop()


async def _check(
    rig: AlpacaRig, outcomes: dict[ClientOrderId, PlaceOutcome], cancelled: Sequence[ClientOrderId]
) -> None:
    await rig.crash()  # whoever was told to wait has waited

    arrived = await rig.arrived()
    assert len(arrived) == len(set(arrived)), "an order arrived twice"
    for client_id, outcome in outcomes.items():
        if isinstance(outcome, Accepted):
            assert client_id in arrived, outcome
        elif isinstance(outcome, Rejected | DeniedLocally):
            assert client_id not in arrived, outcome
        await _until_found(rig, client_id, is_there=client_id in arrived)
    ours = set(rig.placed)
    opened = {one.client_order_id for one in await rig.broker.open_orders()}
    assert opened <= ours, "a leg of ours went by the venue's name"
    assert opened.isdisjoint(cancelled)
    fills, _ = await rig.broker.fills_since(None)
    ids = [one.venue_execution_id for one in fills]
    assert len(ids) == len(set(ids))
    assert {one.client_order_id for one in fills} <= ours
    assert {event.fill.venue_execution_id for event in rig.all(FillUpdate)} <= set(ids)
    assert {event.report.client_order_id for event in rig.all(OrderUpdate)} <= ours
    net = sum((one.quantity if one.side == "buy" else -one.quantity for one in fills), Decimal(0))
    held = [one.quantity for one in await rig.broker.positions() if one.symbol == SHARE]
    assert sum(held, Decimal(0)) == net


async def _until_found(rig: AlpacaRig, client_id: ClientOrderId, *, is_there: bool) -> None:
    """Look until what is there is seen: a plan may hide new orders for two seconds."""

    async def look() -> bool | None:
        return True if (await rig.broker.find_order(client_id) is not None) == is_there else None

    await eventually(look)


async def test_a_venue_that_is_gone_for_good_is_unavailable_and_denies_what_never_left() -> None:
    async with serve(seed=1) as fake:
        rig = AlpacaRig(fake)
        await rig.start()

    outcome = await rig.place(an_order(symbol=SHARE))
    with pytest.raises(BrokerUnavailable):
        await rig.broker.open_orders()

    assert isinstance(outcome, DeniedLocally)
    await rig.stop()
