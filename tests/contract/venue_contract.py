"""What every venue must do, written against the port and its capabilities alone: one suite for each adapter and paper.

`broker_contract` says how an ideal venue trades; this says what the executor relies on anywhere, faults included. A venue is
asked only for what its capabilities claim, and must refuse the rest before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol

import pytest
from tests.contract.broker_contract import a_client_id, an_order

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    Accepted,
    AlreadyTerminal,
    Broker,
    BrokerEvent,
    BrokerUnavailable,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    LegRequest,
    OrderChange,
    OrderReport,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    Rejected,
    StreamGap,
    Unknown,
)
from tradewright.kernel.ids import ClientOrderId


@dataclass(frozen=True, slots=True)
class Prices:
    """Where a symbol's market stands at first, and a step that surely moves it: all on its grid."""

    bid: Decimal
    ask: Decimal
    step: Decimal

    def at(self, steps: int) -> tuple[str, str]:
        """Return bid and ask so many steps from where they began."""
        return str(self.bid + steps * self.step), str(self.ask + steps * self.step)

    def limit(self, steps: int) -> str:
        return str(self.bid + steps * self.step)


class VenueRig(Protocol):
    """One account on a venue under the test's control."""

    @property
    def broker(self) -> Broker: ...
    @property
    def heard(self) -> Sequence[BrokerEvent]: ...
    async def place(self, request: OrderRequest) -> PlaceOutcome: ...
    async def crash(self) -> None: ...
    async def until(self, holds: Callable[[], bool]) -> None: ...


class FaultPort(Protocol):
    """How a venue is made to fail; None for one that lives in our own process and cannot."""

    async def lose_reply(self) -> None: ...
    async def lose_request(self) -> None: ...
    async def fail_reads(self, kind: str) -> None: ...
    async def heal(self) -> None: ...
    async def twice(self) -> None: ...
    async def kill_streams(self) -> None: ...
    async def freeze_streams(self) -> None: ...
    async def by_hand(self, side: str, quantity: str, limit: str | None = None) -> None: ...
    async def arrived(self) -> int: ...


class Crowd(Protocol):
    """How a venue comes to long lists in little time. `page` and `open_page` are the most that one answer of it holds."""

    page: int
    open_page: int

    async def fill_often(self, count: int) -> None:
        """Have the account bought in so many fills."""
        ...

    async def rest_often(self, count: int, limit: str) -> None:
        """Have so many buys of the account rest at `limit`."""
        ...


@dataclass
class Stage:
    """A rig, its symbol and prices, and how it is made to fail, or to have much to tell."""

    rig: VenueRig
    symbol: str
    prices: Prices
    quantity: Decimal
    faults: FaultPort | None
    move: Callable[[str, str], Any]
    crowd: Crowd
    seen: list[str] = field(default_factory=list)

    @property
    def broker(self) -> Broker:
        return self.rig.broker

    async def step(self, steps: int) -> None:
        await self.move(*self.prices.at(steps))

    def order(self, **about: Any) -> OrderRequest:
        quantity = str(about.pop("quantity", self.quantity))
        return an_order(symbol=self.symbol, quantity=quantity, **about)

    def resting(self, steps: int = -5, **about: Any) -> OrderRequest:
        """A buy that waits below the market."""
        return self.order(order_type="limit", limit=self.prices.limit(steps), **about)

    async def bought(self, quantity: Decimal | None = None) -> OrderRequest:
        order = self.order(quantity=quantity or self.quantity)
        outcome = await self.rig.place(order)
        assert isinstance(outcome, Accepted), outcome
        await self.until_filled(order.client_order_id)
        return order

    async def until_filled(self, client_id: ClientOrderId) -> None:
        await self.until_state(client_id, "filled")

    async def until_state(self, client_id: ClientOrderId, state: str) -> None:
        await self.rig.until(lambda: state in [report.state for report in self.told(client_id)])

    def told(self, client_id: ClientOrderId) -> list[OrderReport]:
        return [
            event.report
            for event in self.rig.heard
            if isinstance(event, OrderUpdate) and event.report.client_order_id == client_id
        ]

    def fills_told(self) -> list[Fill]:
        return [event.fill for event in self.rig.heard if isinstance(event, FillUpdate)]

    async def fills_read(self) -> Sequence[Fill]:
        return (await self.broker.fills_since(None))[0]

    async def report(self, client_id: ClientOrderId) -> OrderReport:
        found = await self.broker.find_order(client_id)
        assert found is not None, "the venue does not know the order"
        return found

    async def finds_nothing(self, client_id: ClientOrderId) -> bool:
        """Whether a look-up shows no order; one that cannot be made (no symbol is known) shows none either."""
        try:
            return await self.broker.find_order(client_id) is None
        except BrokerUnavailable:
            return True

    async def held(self) -> Decimal:
        return sum(
            (one.quantity for one in await self.broker.positions() if one.symbol == self.symbol), Decimal(0)
        )


class VenueContract:
    """The suite. Every test gets its own account. `stage` opens one; `thin` offers a third of an order at each price."""

    # Placing, once and no more --------------------------------------------------------------------------------

    async def test_acceptance_is_told_before_fills_and_a_fill_has_one_id_by_stream_and_by_reading(
        self, stage: Stage
    ) -> None:
        before = await stage.held()

        order = await stage.bought()

        about = [
            event
            for event in stage.rig.heard
            if (isinstance(event, OrderUpdate) and event.report.client_order_id == order.client_order_id)
            or (isinstance(event, FillUpdate) and event.fill.client_order_id == order.client_order_id)
        ]
        assert isinstance(about[0], OrderUpdate)
        assert about[0].report.state == "working"
        await stage.rig.until(
            lambda: sum((one.quantity for one in stage.fills_told()), Decimal(0)) == order.quantity
        )
        read = await stage.fills_read()
        assert {one.venue_execution_id for one in read} == {
            one.venue_execution_id for one in stage.fills_told()
        }
        assert sum((one.quantity for one in read), Decimal(0)) == order.quantity
        # A coin may pay its own fee: what is held is what was bought less that.
        fees = sum((one.fee for one in read if one.fee_currency not in (None, "USD", "USDT")), Decimal(0))
        assert await stage.held() - before == order.quantity - fees

    async def test_a_client_id_cannot_make_two_orders_while_the_first_is_open(self, stage: Stage) -> None:
        order = stage.resting()
        assert isinstance(await stage.rig.place(order), Accepted)

        again = await stage.rig.place(order)

        if stage.broker.capabilities.duplicates != "never":
            assert isinstance(again, Rejected), again
            assert again.code == DUPLICATE_CODE
            assert len(await stage.broker.open_orders()) == 1

    async def test_a_client_id_is_refused_for_ever_where_the_venue_says_so(self, stage: Stage) -> None:
        order = await stage.bought()

        await stage.rig.crash()
        if stage.broker.capabilities.duplicates == "for_ever":
            again = await stage.rig.place(order)

            assert isinstance(again, Rejected), again
            assert again.code == DUPLICATE_CODE
        assert len({one.venue_order_id for one in stage.fills_told()}) == 1

    async def test_a_symbol_nobody_knows_is_refused_and_leaves_nothing(self, stage: Stage) -> None:
        outcome = await stage.rig.place(replace(stage.order(), symbol="NOSUCHTHING"))

        assert isinstance(outcome, Rejected | DeniedLocally), outcome
        assert await stage.broker.open_orders() == []

    async def test_order_types_that_are_not_offered_are_refused_before_they_are_sent(
        self, stage: Stage
    ) -> None:
        offered = stage.broker.capabilities.of(
            "crypto" if stage.symbol.startswith("ETH") else "stocks"
        ).order_types
        wanted = replace(
            stage.order(side="buy"),
            order_type="trailing_stop",
            trail_percent=Decimal(1),
        )

        if "trailing_stop" not in offered:
            outcome = await stage.rig.place(wanted)

            assert isinstance(outcome, Rejected | DeniedLocally), outcome
            assert await stage.broker.open_orders() == []
            assert await stage.held() == 0

    # Ends -----------------------------------------------------------------------------------------------------

    async def test_a_resting_order_is_open_until_it_is_cancelled_and_once(self, stage: Stage) -> None:
        order = stage.resting()
        await stage.rig.place(order)
        assert [one.client_order_id for one in await stage.broker.open_orders()] == [order.client_order_id]

        first = await stage.broker.cancel(order.client_order_id)
        await stage.until_state(order.client_order_id, "cancelled")
        second = await stage.broker.cancel(order.client_order_id)

        assert isinstance(first, Accepted)
        assert isinstance(second, AlreadyTerminal)
        assert await stage.broker.open_orders() == []
        assert (await stage.report(order.client_order_id)).state == "cancelled"

    async def test_cancelling_what_was_never_placed_is_not_accepted(self, stage: Stage) -> None:
        outcome = await stage.broker.cancel(a_client_id())

        assert not isinstance(outcome, Accepted), outcome

    async def test_partial_fills_add_up_and_a_cancel_keeps_them(self, thin: Stage) -> None:
        order = thin.order(order_type="limit", limit=str(thin.prices.ask))
        await thin.rig.place(order)
        await thin.until_state(order.client_order_id, "partly_filled")

        await thin.broker.cancel(order.client_order_id)
        await thin.until_state(order.client_order_id, "cancelled")

        report = await thin.report(order.client_order_id)
        filled = sum((one.quantity for one in await thin.fills_read()), Decimal(0))
        assert report.state == "cancelled"
        assert 0 < report.filled_quantity == filled < order.quantity

    async def test_an_order_that_reduces_never_turns_a_position_round(self, stage: Stage) -> None:
        await stage.bought()
        held = await stage.held()
        too_much = stage.order(side="sell", quantity=stage.quantity * 3, reduce_only=True)

        await stage.rig.place(too_much)
        await stage.step(0)

        if stage.broker.capabilities.reduce_only != "none":
            assert 0 <= await stage.held() <= held

    async def test_a_way_out_of_nothing_is_refused(self, stage: Stage) -> None:
        outcome = await stage.rig.place(stage.order(side="sell", reduce_only=True))

        assert isinstance(outcome, Rejected | DeniedLocally), outcome
        assert await stage.held() <= 0 or stage.broker.capabilities.reduce_only == "implicit"

    # What may be offered ---------------------------------------------------------------------------------------

    async def test_a_change_of_a_resting_order_is_made_where_offered_and_denied_elsewhere(
        self, stage: Stage
    ) -> None:
        order = stage.resting(-6)
        await stage.rig.place(order)
        wanted = Decimal(stage.prices.limit(-4))

        outcome = await stage.broker.replace(order.client_order_id, OrderChange(limit_price=wanted))

        if stage.broker.capabilities.replace == "none":
            assert isinstance(outcome, DeniedLocally)
            return
        assert isinstance(outcome, Accepted), outcome
        report = await stage.report(order.client_order_id)
        assert (report.limit_price, report.state) == (wanted, "working")
        assert report.venue_order_id == outcome.venue_order_id
        assert [one.client_order_id for one in await stage.broker.open_orders()] == [order.client_order_id]

    async def test_legs_that_travel_with_an_entry_are_one_cancels_other(self, stage: Stage) -> None:
        market = "crypto" if stage.symbol.startswith("ETH") else "stocks"
        if not stage.broker.capabilities.of(market).bracket:  # type: ignore[arg-type]
            return
        entry = replace(
            stage.order(order_type="limit", limit=str(stage.prices.ask)),
            stop_loss=LegRequest(a_client_id(), "stop", stop_price=Decimal(stage.prices.limit(-8))),
            take_profit=LegRequest(a_client_id(), "limit", limit_price=Decimal(stage.prices.limit(8))),
        )
        assert entry.stop_loss is not None
        assert entry.take_profit is not None
        stop, target = entry.stop_loss.client_order_id, entry.take_profit.client_order_id

        outcome = await stage.rig.place(entry)
        await stage.step(0)
        await stage.until_filled(entry.client_order_id)
        await stage.until_state(stop, "working")
        await stage.rig.crash()
        await stage.step(10)
        await stage.until_filled(target)
        await stage.until_state(stop, "cancelled")

        assert isinstance(outcome, Accepted), outcome
        assert await stage.broker.open_orders() == []

    async def test_both_ways_out_of_a_standing_position_are_one_where_offered_and_refused_elsewhere(
        self, stage: Stage
    ) -> None:
        market = "crypto" if stage.symbol.startswith("ETH") else "stocks"
        await stage.bought()
        held = await stage.held()
        target = stage.order(side="sell", order_type="limit", limit=stage.prices.limit(8), reduce_only=True)
        stop = LegRequest(a_client_id(), "stop", stop_price=Decimal(stage.prices.limit(-8)))

        outcome = await stage.rig.place(replace(target, stop_loss=stop))

        if not stage.broker.capabilities.of(market).oco:  # type: ignore[arg-type]
            assert isinstance(outcome, Rejected | DeniedLocally), outcome
            assert await stage.broker.open_orders() == []
            assert await stage.held() == held
            return
        assert isinstance(outcome, Accepted), outcome
        await stage.rig.crash()
        await stage.step(-10)
        await stage.until_filled(stop.client_order_id)
        await stage.until_state(target.client_order_id, "cancelled")
        assert await stage.broker.open_orders() == []
        assert await stage.held() == held - stage.quantity

    async def test_two_ways_out_that_rest_side_by_side_never_sell_more_than_is_held(
        self, stage: Stage
    ) -> None:
        await stage.bought()
        held = await stage.held()
        # Each is less than the position, both are more.
        quantity = stage.quantity / 3 * 2
        for steps in (6, 7):
            await stage.rig.place(
                stage.order(
                    side="sell",
                    quantity=quantity,
                    order_type="limit",
                    limit=stage.prices.limit(steps),
                    reduce_only=True,
                )
            )

        await stage.step(10)
        await stage.step(11)

        assert 0 <= await stage.held() < held

    # Reading ---------------------------------------------------------------------------------------------------

    async def test_after_a_crash_a_lookup_tells_what_was_taken_and_what_was_not(self, stage: Stage) -> None:
        filled, resting, never_sent = await stage.bought(), stage.resting(), a_client_id()
        await stage.rig.place(resting)

        await stage.rig.crash()

        assert (await stage.report(filled.client_order_id)).state == "filled"
        assert (await stage.report(resting.client_order_id)).state == "working"
        assert await stage.finds_nothing(never_sent)
        assert [one.client_order_id for one in await stage.broker.open_orders()] == [resting.client_order_id]

    async def test_the_fills_cursor_loses_and_repeats_nothing(self, stage: Stage) -> None:
        cursor: str | None = None
        read: list[Fill] = []
        for number in range(4):
            await stage.bought()
            if number == 1:
                await stage.rig.crash()
            fills, cursor = await stage.broker.fills_since(cursor)
            read.extend(fills)

        nothing, further = await stage.broker.fills_since(cursor)
        still_nothing, _ = await stage.broker.fills_since(further)

        assert list(nothing) == list(still_nothing) == []
        ids = [one.venue_execution_id for one in read]
        assert len(set(ids)) == len(ids)
        assert set(ids) == {one.venue_execution_id for one in stage.fills_told()}
        assert sum((one.quantity for one in read), Decimal(0)) == 4 * stage.quantity

    @pytest.mark.parametrize("kind", ["500", "html", "empty", "drop"])
    async def test_a_read_that_fails_is_unavailable_and_never_an_answer(
        self, stage: Stage, kind: str
    ) -> None:
        if stage.faults is None:
            return
        await stage.bought()
        await stage.faults.fail_reads(kind)

        for read in (stage.broker.positions, stage.broker.open_orders, stage.broker.account):
            with pytest.raises(BrokerUnavailable):
                await read()
        with pytest.raises(BrokerUnavailable):
            await stage.broker.find_order(a_client_id())
        with pytest.raises(BrokerUnavailable):
            await stage.broker.fills_since(None)
        await stage.faults.heal()

        assert await stage.held() > 0

    async def test_more_fills_than_a_page_holds_are_read_whole_and_once(self, stage: Stage) -> None:
        await stage.rig.place(stage.resting())  # so that the symbol is one of ours
        count = stage.crowd.page + 5
        await stage.crowd.fill_often(count)

        fills, cursor = await stage.broker.fills_since(None)
        nothing, _ = await stage.broker.fills_since(cursor)

        ids = {one.venue_execution_id for one in fills}
        assert (len(fills), len(ids)) == (count, count), (len(fills), len(ids), count)
        assert [one.occurred_at for one in fills] == sorted(one.occurred_at for one in fills)
        assert list(nothing) == []

    async def test_more_open_orders_than_a_page_holds_are_read_whole_and_once(self, stage: Stage) -> None:
        await stage.rig.place(stage.resting())
        count = stage.crowd.open_page + 5
        await stage.crowd.rest_often(count, stage.prices.limit(-7))

        shown = await stage.broker.open_orders()

        assert len(shown) == len({one.venue_order_id for one in shown}) == count + 1

    # Unknown outcomes --------------------------------------------------------------------------------------------

    async def test_an_order_whose_reply_was_lost_is_unknown_then_found_and_arrived_once(
        self, stage: Stage
    ) -> None:
        if stage.faults is None:
            return
        before = await stage.faults.arrived()
        order = stage.resting()
        await stage.faults.lose_reply()

        outcome = await stage.rig.place(order)

        assert isinstance(outcome, Unknown), outcome
        assert (await stage.report(order.client_order_id)).state == "working"
        assert await stage.faults.arrived() == before + 1

    async def test_an_order_that_was_lost_on_its_way_is_not_called_accepted_or_rejected(
        self, stage: Stage
    ) -> None:
        if stage.faults is None:
            return
        before = await stage.faults.arrived()
        order = stage.resting()
        await stage.faults.lose_request()

        outcome = await stage.rig.place(order)

        assert isinstance(outcome, Unknown | DeniedLocally), outcome
        assert await stage.broker.find_order(order.client_order_id) is None
        assert await stage.faults.arrived() == before

    async def test_three_lost_replies_in_a_row_are_three_orders_and_all_are_found(self, stage: Stage) -> None:
        if stage.faults is None:
            return
        before = await stage.faults.arrived()
        orders = [stage.resting(-5 - number) for number in range(3)]

        for order in orders:
            await stage.faults.lose_reply()
            assert isinstance(await stage.rig.place(order), Unknown)

        assert {(await stage.report(one.client_order_id)).state for one in orders} == {"working"}
        assert await stage.faults.arrived() == before + 3

    # Others, and the stream ---------------------------------------------------------------------------------------

    async def test_orders_made_by_hand_are_seen_and_do_not_bear_our_ids(self, stage: Stage) -> None:
        if stage.faults is None:
            return
        ours = stage.resting()
        await stage.rig.place(ours)

        await stage.faults.by_hand("buy", str(stage.quantity), stage.prices.limit(-7))
        await stage.faults.by_hand("buy", str(stage.quantity))

        await stage.rig.until(lambda: bool(stage.fills_told()))
        shown = await stage.broker.open_orders()
        theirs = [one for one in shown if one.client_order_id != ours.client_order_id]
        assert len(shown) == 2
        assert [one.symbol for one in theirs] == [stage.symbol]
        assert ours.client_order_id not in {one.client_order_id for one in await stage.fills_read()}
        assert len(await stage.fills_read()) >= 1

    @pytest.mark.parametrize("way", ["killed", "half open"])
    async def test_a_stream_that_was_away_tells_of_a_gap_and_comes_back(self, stage: Stage, way: str) -> None:
        if stage.faults is None:
            return
        ups = self._connected(stage)

        await (stage.faults.kill_streams() if way == "killed" else stage.faults.freeze_streams())
        await stage.rig.until(lambda: self._connected(stage) > ups)

        assert any(isinstance(event, StreamGap) for event in stage.rig.heard)
        await stage.bought()

    async def test_an_event_that_comes_twice_has_the_same_execution_id(self, stage: Stage) -> None:
        if stage.faults is None:
            return
        await stage.faults.twice()

        order = await stage.bought()

        ids = {one.venue_execution_id for one in stage.fills_told()}
        assert ids == {one.venue_execution_id for one in await stage.fills_read()}
        booked = {one.venue_execution_id: one.quantity for one in stage.fills_told()}
        assert sum(booked.values()) == order.quantity

    def _connected(self, stage: Stage) -> int:
        return sum(
            1
            for event in stage.rig.heard
            if isinstance(event, ConnectionChanged) and event.state == "connected"
        )
