"""Random faults from a seed, several at once: whatever goes wrong, no outcome is a lie and nothing is told twice or lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest
from tests.contract.binance_rig import BinanceRig
from tests.contract.test_binance import order_of
from tests.support.eventually import eventually

from tradewright.adapters.brokers.binance import Sites
from tradewright.adapters.brokers.transport import StreamTimes
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AlreadyTerminal,
    BrokerUnavailable,
    DeniedLocally,
    FillUpdate,
    OrderRequest,
    PlaceOutcome,
    Rejected,
)
from tradewright.kernel.ids import ClientOrderId
from tradewright_fakes.binance import serve

ORDERS = 12
TIMES = StreamTimes(ping=1.0, pong=3.0, wait_first=0.02, wait_max=0.1)


def some_orders(rig: BinanceRig, luck: random.Random) -> list[OrderRequest]:
    def one() -> OrderRequest:
        side = luck.choice(["buy", "buy", "sell"])
        match luck.randrange(4):
            case 0:
                return order_of(rig, side=side, order_type="limit", limit="1990.00", quantity="0.1")
            case 1:
                stop = "2050.00" if side == "buy" else "1950.00"
                return order_of(rig, side=side, order_type="stop", stop=stop, quantity="0.1")
            case _:
                return order_of(rig, side=side, quantity="0.1")

    return [one() for _ in range(ORDERS)]


async def play(rig: BinanceRig, seed: int) -> tuple[dict[ClientOrderId, PlaceOutcome], Sequence[str]]:
    """Place and sometimes cancel, while the venue misbehaves by plan; return outcomes, and cancels that were confirmed."""
    luck = random.Random(seed)
    await rig.fake.admin.fault_plan(seed, faults=5, probability=0.3)
    outcomes: dict[ClientOrderId, PlaceOutcome] = {}
    cancelled: list[str] = []
    for order in some_orders(rig, luck):
        outcomes[order.client_order_id] = await rig.place(order)
        if luck.random() < 0.3:
            ended = await rig.broker.cancel(order.client_order_id)
            if isinstance(ended, Accepted | AlreadyTerminal):
                cancelled.append(order.client_order_id)
        if luck.random() < 0.2:
            await rig.crash()
    await rig.fake.admin.clear_faults()
    return outcomes, cancelled


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", ["binance", "binance_usdm"])
async def test_no_outcome_is_a_lie_and_no_fill_is_lost_or_doubled(name: str, seed: int) -> None:
    async with serve(seed=seed) as fake:
        rig = BinanceRig(fake, name, times=TIMES)
        await rig.start()
        try:
            await _check(rig, *await play(rig, seed))
        finally:
            await rig.stop()


async def _check(
    rig: BinanceRig, outcomes: dict[ClientOrderId, PlaceOutcome], cancelled: Sequence[str]
) -> None:
    rig.sites = Sites()  # whoever was told to wait has waited
    await rig.crash()

    arrived = [one["client_order_id"] for one in await rig.fake.admin.accepted(rig.key)]
    assert len(arrived) == len(set(arrived)), "an order arrived twice"
    for client_id, outcome in outcomes.items():
        if isinstance(outcome, Accepted):
            assert client_id in arrived, outcome
        elif isinstance(outcome, Rejected | DeniedLocally):
            assert client_id not in arrived, outcome
        await _until_found(rig, client_id, is_there=client_id in arrived)
    opened = {one.client_order_id for one in await rig.broker.open_orders()}
    assert opened.isdisjoint(cancelled)
    fills, _ = await rig.broker.fills_since(None)
    ids = [one.venue_execution_id for one in fills]
    assert len(ids) == len(set(ids))
    assert {one.client_order_id for one in fills} <= set(outcomes)
    assert {event.fill.venue_execution_id for event in rig.all(FillUpdate)} <= set(ids)
    net = sum((one.quantity if one.side == "buy" else -one.quantity for one in fills), Decimal(0))
    held = [one.quantity for one in await rig.broker.positions() if one.symbol == rig.symbol]
    assert sum(held, Decimal(0)) == net


async def _until_found(rig: BinanceRig, client_id: ClientOrderId, *, is_there: bool) -> None:
    """Look until what is there is seen: a plan may hide new orders for two seconds."""

    async def look() -> bool | None:
        return True if (await rig.broker.find_order(client_id) is not None) == is_there else None

    await eventually(look)


async def test_a_venue_that_is_gone_for_good_is_unavailable_and_denies_what_never_left() -> None:
    async with serve(seed=1) as fake:
        rig = BinanceRig(fake, "binance", times=TIMES)
        await rig.start()

    outcome = await rig.place(order_of(rig))
    with pytest.raises(BrokerUnavailable):
        await rig.broker.open_orders()

    assert isinstance(outcome, DeniedLocally)
    await rig.stop()
