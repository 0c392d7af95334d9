"""What every broker adapter must do, written against the port alone.

An adapter's own test module subclasses `BrokerContract` and gives the `open_rig` fixture: a broker account on
a venue whose market the test moves. The suite trades one symbol with tick 0.01, lot 0.0001 and multiplier 1.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from decimal import Decimal
from itertools import count
from typing import Protocol

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AlreadyTerminal,
    Broker,
    BrokerEvent,
    FillUpdate,
    LegRequest,
    OrderReport,
    OrderRequest,
    OrderUpdate,
    Rejected,
)
from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import ClientOrderId, new_uuid7

SYMBOL = "ETHUSDT"
_numbers = count(1)


class Rig(Protocol):
    """One broker account on a venue under the test's control."""

    @property
    def broker(self) -> Broker: ...

    @property
    def heard(self) -> Sequence[BrokerEvent]:
        """Every event of the account so far, in order, across restarts of our side."""
        ...

    async def move(self, bid: str, ask: str) -> None:
        """Move the market and return when the venue has dealt with it."""
        ...

    async def crash(self) -> None:
        """Lose our process: `broker` is then a new one that knows only what the venue knows."""
        ...


class OpenRig(Protocol):
    def __call__(self, *, offered_max: str | None = None) -> Awaitable[Rig]:
        """Open an account at a market of 2000.00 / 2000.10 where one quote offers at most `offered_max` units."""
        ...


def a_client_id() -> ClientOrderId:
    return ClientOrderId(f"T{new_uuid7().hex[:20]}{next(_numbers):05d}"[:26])


def d(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def an_order(
    *,
    side: Side = "buy",
    order_type: OrderType = "market",
    quantity: str = "1",
    limit: str | None = None,
    stop: str | None = None,
    tif: TimeInForce = "gtc",
    reduce_only: bool = False,
    stop_loss: str | None = None,
    take_profit: str | None = None,
    client_id: ClientOrderId | None = None,
    symbol: str = SYMBOL,
) -> OrderRequest:
    """Build a request; only what the test is about needs saying."""
    return OrderRequest(
        client_order_id=client_id or a_client_id(),
        symbol=symbol,
        side=side,
        order_type=order_type,
        quantity=Decimal(quantity),
        time_in_force=tif,
        limit_price=d(limit),
        stop_price=d(stop),
        reduce_only=reduce_only,
        stop_loss=LegRequest(a_client_id(), "stop", stop_price=d(stop_loss)) if stop_loss else None,
        take_profit=LegRequest(a_client_id(), "limit", limit_price=d(take_profit)) if take_profit else None,
    )


async def report_of(rig: Rig, client_id: ClientOrderId) -> OrderReport:
    report = await rig.broker.find_order(client_id)
    assert report is not None, "the venue does not know the order"
    return report


async def all_fills(rig: Rig) -> Sequence[Fill]:
    return (await rig.broker.fills_since(None))[0]


async def held(rig: Rig) -> Decimal:
    return sum((one.quantity for one in await rig.broker.positions() if one.symbol == SYMBOL), Decimal(0))


def legs_of(order: OrderRequest) -> tuple[ClientOrderId, ClientOrderId]:
    assert order.stop_loss is not None
    assert order.take_profit is not None
    return order.stop_loss.client_order_id, order.take_profit.client_order_id


class BrokerContract:
    """The suite. Every test gets its own account."""

    async def test_an_accepted_market_order_fills_and_is_told_in_order(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order(quantity="0.5")

        outcome = await rig.broker.place(order)
        await rig.move("2000.00", "2000.10")

        assert isinstance(outcome, Accepted)
        assert outcome.client_order_id == order.client_order_id
        report = await report_of(rig, order.client_order_id)
        assert (report.state, report.filled_quantity) == ("filled", Decimal("0.5"))
        assert report.venue_order_id == outcome.venue_order_id
        about = [event for event in rig.heard if _client_id(event) == order.client_order_id]
        assert isinstance(about[0], OrderUpdate)
        assert about[0].report.state == "working"
        assert [type(event) for event in about].count(FillUpdate) == 1
        assert await held(rig) == Decimal("0.5")

    async def test_a_refused_order_is_rejected_with_a_code_and_leaves_nothing(
        self, open_rig: OpenRig
    ) -> None:
        rig = await open_rig()

        refusals = [
            await rig.broker.place(an_order(symbol="NOSUCH")),
            await rig.broker.place(an_order(quantity="0.00001")),
            await rig.broker.place(an_order(quantity="1.00005")),
            await rig.broker.place(an_order(order_type="limit", limit="1999.999")),
            await rig.broker.place(an_order(quantity="0.001")),
            await rig.broker.place(an_order(quantity="1000000")),
        ]

        for refusal in refusals:
            assert isinstance(refusal, Rejected)
            assert refusal.code
            assert refusal.text
        assert await rig.broker.open_orders() == []
        assert await all_fills(rig) == []

    async def test_a_client_id_is_good_once_for_ever(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order()
        assert isinstance(await rig.broker.place(order), Accepted)

        again = await rig.broker.place(order)
        await rig.crash()
        after_crash = await rig.broker.place(order)

        for outcome in (again, after_crash):
            assert isinstance(outcome, Rejected)
            assert outcome.code == "duplicate_client_order_id"
        assert len(await all_fills(rig)) == 1

    async def test_a_resting_order_is_cancelled_once(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order(order_type="limit", limit="1990.00")
        await rig.broker.place(order)
        assert [one.client_order_id for one in await rig.broker.open_orders()] == [order.client_order_id]

        first = await rig.broker.cancel(order.client_order_id)
        second = await rig.broker.cancel(order.client_order_id)
        await rig.move("1980.00", "1980.10")

        assert isinstance(first, Accepted)
        assert isinstance(second, AlreadyTerminal)
        assert (await report_of(rig, order.client_order_id)).state == "cancelled"
        assert await all_fills(rig) == []

    async def test_a_cancel_that_comes_too_late_changes_nothing(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order()
        await rig.broker.place(order)

        outcome = await rig.broker.cancel(order.client_order_id)

        assert isinstance(outcome, AlreadyTerminal)
        assert (await report_of(rig, order.client_order_id)).state == "filled"

    async def test_cancelling_what_was_never_placed_is_rejected(self, open_rig: OpenRig) -> None:
        rig = await open_rig()

        assert isinstance(await rig.broker.cancel(a_client_id()), Rejected)

    async def test_a_limit_fills_at_its_limit_or_better(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order(order_type="limit", limit="1995.00")
        await rig.broker.place(order)

        await rig.move("1995.50", "1995.60")
        before = await all_fills(rig)
        await rig.move("1990.00", "1990.10")

        assert before == []
        (fill,) = await all_fills(rig)
        assert fill.price <= Decimal("1995.00")

    async def test_a_stop_waits_for_its_price_and_then_takes_the_market(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order(order_type="stop", stop="2010.00")
        await rig.broker.place(order)

        await rig.move("2009.80", "2009.90")
        before = await all_fills(rig)
        await rig.move("2030.00", "2030.10")

        assert before == []
        (fill,) = await all_fills(rig)
        assert fill.price >= Decimal("2030.10")

    async def test_a_stop_limit_never_pays_more_than_its_limit(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        order = an_order(order_type="stop_limit", stop="2010.00", limit="2012.00")
        await rig.broker.place(order)

        await rig.move("2030.00", "2030.10")
        gapped = await all_fills(rig)
        await rig.move("2011.00", "2011.10")

        assert gapped == []
        (fill,) = await all_fills(rig)
        assert fill.price <= Decimal("2012.00")

    async def test_fill_or_kill_fills_whole_or_not_at_all(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        whole, too_much = an_order(quantity="1", tif="fok"), an_order(quantity="2", tif="fok")

        await rig.broker.place(whole)
        await rig.broker.place(too_much)

        assert (await report_of(rig, whole.client_order_id)).state == "filled"
        killed = await report_of(rig, too_much.client_order_id)
        assert (killed.state, killed.filled_quantity) == ("cancelled", Decimal(0))

    async def test_immediate_or_cancel_keeps_what_it_got(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        order = an_order(quantity="3", tif="ioc")

        await rig.broker.place(order)
        await rig.move("2000.00", "2000.10")

        report = await report_of(rig, order.client_order_id)
        assert (report.state, report.filled_quantity) == ("cancelled", Decimal(1))

    async def test_partial_fills_add_up_and_a_cancel_keeps_them(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        finished, cut_short = an_order(quantity="2.5"), an_order(quantity="2.5")
        await rig.broker.place(finished)
        await rig.move("2001.00", "2001.10")
        await rig.broker.place(cut_short)
        await rig.move("2002.00", "2002.10")

        await rig.broker.cancel(cut_short.client_order_id)
        await rig.move("2003.00", "2003.10")

        assert (await report_of(rig, finished.client_order_id)).filled_quantity == Decimal("2.5")
        assert (await report_of(rig, finished.client_order_id)).state == "filled"
        ended = await report_of(rig, cut_short.client_order_id)
        assert ended.state == "cancelled"
        assert ended.filled_quantity == 2
        assert await held(rig) == Decimal("4.5")

    async def test_legs_wait_for_the_entry_and_are_one_cancels_other(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        entry = an_order(order_type="limit", limit="1995.00", stop_loss="1980.00", take_profit="2010.00")
        stop, target = legs_of(entry)
        await rig.broker.place(entry)
        assert {(await report_of(rig, leg)).state for leg in (stop, target)} == {"held"}

        await rig.move("1994.00", "1994.10")
        active = {(await report_of(rig, leg)).state for leg in (stop, target)}
        await rig.move("2010.50", "2010.60")
        await rig.move("1970.00", "1970.10")

        assert active == {"working"}
        assert (await report_of(rig, target)).state == "filled"
        assert (await report_of(rig, stop)).state == "cancelled"
        assert await held(rig) == 0

    async def test_a_gap_through_the_stop_fills_at_the_market(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        entry = an_order(stop_loss="1980.00", take_profit="2050.00")
        await rig.broker.place(entry)

        await rig.move("1950.00", "1950.10")
        await rig.move("1949.00", "1949.10")

        _, exit_fill = await all_fills(rig)
        assert exit_fill.client_order_id == legs_of(entry)[0]
        assert exit_fill.price <= Decimal("1950.00")
        assert await held(rig) == 0

    async def test_legs_are_sized_to_what_the_entry_filled(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        entry = an_order(quantity="3", stop_loss="1900.00", take_profit="2100.00")
        stop, target = legs_of(entry)

        await rig.broker.place(entry)
        first = (await report_of(rig, stop)).quantity
        await rig.move("2001.00", "2001.10")
        second = (await report_of(rig, stop)).quantity
        await rig.broker.cancel(entry.client_order_id)
        await rig.move("1890.00", "1890.10")
        halfway = await report_of(rig, target)
        await rig.move("1890.00", "1890.10")
        await rig.move("1890.00", "1890.10")

        assert (first, second) == (Decimal(1), Decimal(2))
        assert (halfway.state, halfway.quantity) == ("working", Decimal(1))
        assert (await report_of(rig, stop)).filled_quantity == 2
        assert (await report_of(rig, target)).state == "cancelled"
        assert await held(rig) == 0

    async def test_legs_of_an_entry_that_never_filled_end_with_it(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        entry = an_order(order_type="limit", limit="1995.00", stop_loss="1980.00", take_profit="2010.00")
        await rig.broker.place(entry)

        await rig.broker.cancel(entry.client_order_id)
        await rig.move("1970.00", "1970.10")

        assert {(await report_of(rig, leg)).state for leg in legs_of(entry)} == {"cancelled"}
        assert await all_fills(rig) == []

    async def test_reduce_only_never_turns_a_position_around(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        await rig.broker.place(an_order(quantity="1"))
        too_big = an_order(side="sell", quantity="3", reduce_only=True)

        await rig.broker.place(too_big)
        without_position = await rig.broker.place(an_order(side="sell", quantity="1", reduce_only=True))

        assert await held(rig) == 0
        assert (await report_of(rig, too_big.client_order_id)).filled_quantity == 1
        assert isinstance(without_position, Rejected)

    async def test_after_a_crash_a_lookup_tells_what_was_taken_and_what_was_not(
        self, open_rig: OpenRig
    ) -> None:
        rig = await open_rig()
        resting = an_order(order_type="limit", limit="1990.00", stop_loss="1980.00", take_profit="2010.00")
        filled, never_sent = an_order(), a_client_id()
        await rig.broker.place(resting)
        await rig.broker.place(filled)

        await rig.crash()

        assert (await report_of(rig, resting.client_order_id)).state == "working"
        assert (await report_of(rig, filled.client_order_id)).state == "filled"
        assert await rig.broker.find_order(never_sent) is None
        assert {one.client_order_id for one in await rig.broker.open_orders()} == {
            resting.client_order_id,
            *legs_of(resting),
        }

    async def test_a_bracket_works_on_across_crashes(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        entry = an_order(quantity="2", stop_loss="1980.00", take_profit="2010.00")
        stop, target = legs_of(entry)
        await rig.broker.place(entry)

        await rig.crash()
        await rig.move("2000.00", "2000.10")
        await rig.crash()
        await rig.move("2010.00", "2010.10")
        await rig.crash()
        await rig.move("1979.00", "1979.10")
        await rig.move("1979.00", "1979.10")

        assert (await report_of(rig, entry.client_order_id)).state == "filled"
        assert (await report_of(rig, target)).filled_quantity == 1
        assert (await report_of(rig, stop)).filled_quantity == 1
        assert await held(rig) == 0
        assert await rig.broker.open_orders() == []

    async def test_positions_and_cash_are_the_same_before_and_after_a_crash(self, open_rig: OpenRig) -> None:
        rig = await open_rig()
        for side, quantity, bid in (("buy", "1", "2000"), ("buy", "2", "2040"), ("sell", "4", "2060")):
            await rig.move(f"{bid}.00", f"{bid}.10")
            await rig.broker.place(an_order(side="buy" if side == "buy" else "sell", quantity=quantity))
        before = (await rig.broker.positions(), await rig.broker.account())

        await rig.crash()

        positions, account = await rig.broker.positions(), await rig.broker.account()
        assert [(one.symbol, one.quantity) for one in positions] == [(SYMBOL, Decimal(-1))]
        assert positions == before[0]
        assert abs(account.cash - before[1].cash) < Decimal("0.00000001")
        assert abs(account.equity - before[1].equity) < Decimal("0.00000001")

    async def test_the_fills_cursor_loses_and_repeats_nothing(self, open_rig: OpenRig) -> None:
        rig = await open_rig(offered_max="1")
        cursor: str | None = None
        read: list[Fill] = []
        for number in range(4):
            await rig.broker.place(an_order(quantity="2", side="buy" if number % 2 else "sell"))
            await rig.move("2000.00", "2000.10")
            fills, cursor = await rig.broker.fills_since(cursor)
            read.extend(fills)
            if number == 1:
                await rig.crash()

        nothing, same = await rig.broker.fills_since(cursor)

        assert (list(nothing), same) == ([], cursor)
        assert read == list(await all_fills(rig))
        assert len({fill.venue_execution_id for fill in read}) == len(read) == 8
        told = [event.fill for event in rig.heard if isinstance(event, FillUpdate)]
        assert told == read


def _client_id(event: BrokerEvent) -> ClientOrderId | None:
    match event:
        case OrderUpdate(report=report):
            return report.client_order_id
        case FillUpdate(fill=fill):
            return fill.client_order_id
        case _:
            return None
