"""Placing and cancelling against a scripted venue: what is sent, how often, and what the answer is taken to prove."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.broker_contract import an_order
from tests.unit.adapters.brokers.binance.scripted import CUT, Asked, Desk, Says, a_desk, no

from tradewright.adapters.brokers.binance import mutations
from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.mutations import Mutations
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    GONE_CODE,
    REVOKED_CODE,
    Accepted,
    AlreadyTerminal,
    BrokerEvent,
    DeniedLocally,
    LegRequest,
    OrderRequest,
    OrderUpdate,
    Rejected,
    Unknown,
)
from tradewright.kernel.ids import ClientOrderId

FUTURES = "ETHUSDT.P"


def mutations_of(desk: Desk, told: list[BrokerEvent] | None = None) -> Mutations:
    async def price_of(symbol: str) -> Decimal | None:
        return Decimal(2000)

    tell: Callable[[BrokerEvent], None] = (lambda event: None) if told is None else told.append
    return Mutations(desk.api, desk.dialect, desk.links, desk.orders, tell=tell, price_of=price_of)


def yes(asked: Asked) -> Says:
    if "algo" in asked.path:
        return Says({"algoId": 7, "clientAlgoId": asked.params["clientAlgoId"], "algoStatus": "NEW"})
    return Says({"symbol": "ETHUSDT", "orderId": 28, "clientOrderId": asked.params["newClientOrderId"]})


def then(*answers: Says | Callable[[Asked], Says]) -> Callable[[Asked], Says]:
    left = list(answers)

    def answer(asked: Asked) -> Says:
        says = left.pop(0)
        return says(asked) if callable(says) else says

    return answer


async def test_an_order_is_sent_once_signed_and_accepted_under_both_ids() -> None:
    async with a_desk("spot", yes) as desk:
        order = an_order(order_type="limit", limit="1999.50")
        outcome = await mutations_of(desk).place(order)

        assert outcome == Accepted(outcome.venue_order_id, order.client_order_id)  # type: ignore[union-attr]
        (asked,) = desk.venue.journal
        assert asked.key == "KEY"
        assert set(asked.params) >= {"timestamp", "recvWindow", "signature", "symbol"}
        assert desk.links.symbol(order.client_order_id) == "ETHUSDT"


async def test_stops_on_futures_go_to_the_algo_service() -> None:
    async with a_desk("usdm", yes) as desk:
        order = an_order(symbol=FUTURES, side="sell", order_type="stop", stop="1900", reduce_only=True)
        outcome = await mutations_of(desk).place(order)

        assert isinstance(outcome, Accepted)
        assert outcome.venue_order_id == "algo:7"
        assert [one.path for one in desk.venue.journal] == ["/fapi/v1/algoOrder"]
        assert desk.links.is_algo(order.client_order_id)


@pytest.mark.parametrize(
    "says",
    [
        pytest.param(CUT, id="cut before the answer"),
        pytest.param(Says(b"<html>Bad gateway</html>", 502), id="a proxy's page"),
        pytest.param(Says(b"<html>Just a moment</html>", 200), id="a page with 200"),
        pytest.param(Says(b"<html>Forbidden</html>", 403), id="a firewall's page"),
        pytest.param(Says(b'{"orderId": 1', 200), id="half a body"),
        pytest.param(Says(b"", 200), id="an empty body"),
        pytest.param(Says({"orderId": 1}), id="no client id"),
        pytest.param(Says({"orderId": 1, "clientOrderId": "another"}), id="another order"),
        pytest.param(Says({"clientOrderId": "x"}), id="no number"),
        pytest.param(no(-1006), id="-1006"),
        pytest.param(no(-1007, status=408), id="-1007"),
        pytest.param(no(0, "Unknown error", status=503), id="503"),
    ],
)
@pytest.mark.parametrize("market", ["spot", "usdm"])
async def test_what_proves_nothing_is_unknown_and_never_sent_again(market: Market, says: Says) -> None:
    async with a_desk(market, then(says)) as desk:
        outcome = await mutations_of(desk).place(_order(market))

        assert isinstance(outcome, Unknown)
        assert len(desk.venue.journal) == 1


def _order(market: Market, **about: Any) -> OrderRequest:
    return an_order(symbol="ETHUSDT" if market == "spot" else FUTURES, **about)


async def test_nobody_there_is_proof_that_nothing_was_sent() -> None:
    async with a_desk("spot", yes) as desk:
        pass  # the venue is gone

    outcome = await mutations_of(desk).place(an_order())

    assert isinstance(outcome, DeniedLocally)


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (no(-2010, "Account has insufficient balance for requested action."), "-2010"),
        (no(-1013, "Filter failure: NOTIONAL"), "filter_failure"),
        (no(-2010, "Duplicate order sent."), DUPLICATE_CODE),
        (no(-4116, "ClientOrderId is duplicated."), DUPLICATE_CODE),
        (no(-2022, "ReduceOnly Order is rejected."), GONE_CODE),
        (no(-2015, "Invalid API-key, IP, or permissions for action.", status=401), REVOKED_CODE),
    ],
)
async def test_a_refusal_is_final(says: Says, code: str) -> None:
    async with a_desk("usdm", then(says)) as desk:
        outcome = await mutations_of(desk).place(_order("usdm"))

        assert isinstance(outcome, Rejected)
        assert outcome.code == code
        assert len(desk.venue.journal) == 1
        assert bool(desk.revoked) == (code == REVOKED_CODE)


async def test_after_a_wrong_clock_it_is_measured_and_the_same_order_sent_once_more() -> None:
    async with a_desk("spot", then(no(-1021), yes)) as desk:
        desk.venue.now_ms += 10_000
        order = an_order()
        outcome = await mutations_of(desk).place(order)

        assert isinstance(outcome, Accepted)
        first, second = desk.venue.journal
        assert first.params["newClientOrderId"] == second.params["newClientOrderId"] == order.client_order_id
        assert int(second.params["timestamp"]) - int(first.params["timestamp"]) == 10_000


async def test_a_clock_that_stays_wrong_is_not_tried_for_ever() -> None:
    async with a_desk("spot", then(no(-1021), no(-1021))) as desk:
        outcome = await mutations_of(desk).place(an_order())

        assert isinstance(outcome, Rejected)
        assert len(desk.venue.journal) == 2


async def test_a_busy_venue_is_asked_again_for_an_exit_and_not_for_an_entry() -> None:
    busy = no(-1008, "Server is currently overloaded with other requests.", status=503)
    async with a_desk("usdm", then(busy, yes, busy)) as desk:
        exit_ = await mutations_of(desk).place(_order("usdm", side="sell", reduce_only=True))
        entry = await mutations_of(desk).place(_order("usdm"))

        assert isinstance(exit_, Accepted)
        assert isinstance(entry, Rejected)
        assert entry.code == "venue_busy"
        assert len(desk.venue.journal) == 3


async def test_when_told_to_slow_down_nothing_is_sent_until_then() -> None:
    limit = no(-1003, "Too many requests", status=429, **{"Retry-After": "30"})
    async with a_desk("spot", then(limit)) as desk:
        first = await mutations_of(desk).place(an_order())
        second = await mutations_of(desk).place(an_order())

        assert isinstance(first, Rejected)
        assert first.code == "rate_limited"
        assert isinstance(second, DeniedLocally)
        assert len(desk.venue.journal) == 1


async def test_what_the_headers_say_of_others_use_counts_for_us() -> None:
    def answer(asked: Asked) -> Says:
        return replace(yes(asked), headers={"X-MBX-USED-WEIGHT-1M": "5999", "X-MBX-ORDER-COUNT-10S": "1"})

    async with a_desk("spot", answer) as desk:
        first = await mutations_of(desk).place(an_order())
        second = await mutations_of(desk).place(an_order())

        assert isinstance(first, Accepted)
        assert isinstance(second, DeniedLocally)


@pytest.mark.parametrize(
    "order",
    [
        an_order(symbol="ETHUSDT.P"),
        an_order(symbol="ETH/USDT"),
        an_order(tif="day"),
        replace(an_order(), stop_loss=LegRequest(ClientOrderId("L"), "stop", stop_price=Decimal(1))),
    ],
)
async def test_what_cannot_be_said_is_never_sent(order: OrderRequest) -> None:
    async with a_desk("spot", yes) as desk:
        outcome = await mutations_of(desk).place(order)

        assert isinstance(outcome, DeniedLocally)
        assert desk.venue.journal == []


async def test_a_price_that_does_not_come_in_time_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations, "PRICE_WITHIN_S", 0.01)

    async def never(symbol: str) -> Decimal | None:
        await asyncio.Event().wait()
        return None

    trail = replace(an_order(side="sell", order_type="trailing_stop"), trail_amount=Decimal(10))
    async with a_desk("spot", yes) as desk:
        slow = Mutations(
            desk.api, desk.dialect, desk.links, desk.orders, tell=lambda event: None, price_of=never
        )
        outcome = await slow.place(trail)

        assert isinstance(outcome, DeniedLocally)
        assert desk.venue.journal == []


def an_order_document(**change: Any) -> dict[str, Any]:
    return {
        "symbol": "ETHUSDT",
        "orderId": 28,
        "clientOrderId": "C",
        "origClientOrderId": "C",
        "price": "1990.00",
        "origQty": "1",
        "executedQty": "0",
        "status": "CANCELED",
        "type": "LIMIT",
        "side": "BUY",
        "time": 1_700_000_000_000,
        "transactTime": 1_700_000_000_000,
        **change,
    }


async def test_a_cancel_without_fills_tells_the_end_by_itself() -> None:
    told: list[BrokerEvent] = []
    # A cancel's answer bears a client id of the cancel's own.
    async with a_desk("spot", then(Says(an_order_document(clientOrderId="cancel-1")))) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT")
        outcome = await mutations_of(desk, told).cancel(ClientOrderId("C"))

        assert outcome == Accepted("28", ClientOrderId("C"))  # type: ignore[arg-type]
        (event,) = told
        assert isinstance(event, OrderUpdate)
        assert (event.report.client_order_id, event.report.state) == ("C", "cancelled")


async def test_a_cancel_with_fills_leaves_the_end_to_the_stream() -> None:
    told: list[BrokerEvent] = []
    async with a_desk("spot", then(Says(an_order_document(executedQty="0.4")))) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT")
        outcome = await mutations_of(desk, told).cancel(ClientOrderId("C"))

        assert isinstance(outcome, Accepted)
        assert told == []


@pytest.mark.parametrize("status", ["FILLED", "CANCELED", "EXPIRED"])
async def test_a_cancel_that_comes_too_late_says_so(status: str) -> None:
    answers = then(no(-2011, "Unknown order sent."), Says(an_order_document(status=status)))
    async with a_desk("spot", answers) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT")
        outcome = await mutations_of(desk).cancel(ClientOrderId("C"))

        assert outcome == AlreadyTerminal("28")  # type: ignore[arg-type]


async def test_a_cancel_of_what_never_was_is_rejected() -> None:
    async with a_desk("spot", then(no(-2011), no(-2013))) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT")
        outcome = await mutations_of(desk).cancel(ClientOrderId("C"))

        assert isinstance(outcome, Rejected)


@pytest.mark.parametrize("says", [CUT, Says(b"<html>", 200), no(-1007, status=408)])
async def test_a_cancel_that_nobody_answered_is_unknown(says: Says) -> None:
    async with a_desk("spot", then(says)) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT")

        assert isinstance(await mutations_of(desk).cancel(ClientOrderId("C")), Unknown)


async def test_a_stop_that_triggered_meanwhile_is_cancelled_as_the_order_it_became() -> None:
    def answer(asked: Asked) -> Says:
        match (asked.method, asked.path):
            case ("DELETE", "/fapi/v1/algoOrder"):
                return no(-2011, "Unknown order sent.")
            case ("GET", "/fapi/v1/algoOrder"):
                return Says(
                    {
                        "algoId": 7,
                        "clientAlgoId": "C",
                        "algoStatus": "TRIGGERED",
                        "orderType": "STOP",
                        "symbol": "ETHUSDT",
                        "side": "SELL",
                        "quantity": "1",
                        "actualOrderId": "28",
                        "updateTime": 1,
                    }
                )
            case ("GET", "/fapi/v1/order"):
                return Says(an_order_document(status="NEW", side="SELL"))
            case _:
                return Says(an_order_document(side="SELL"))

    async with a_desk("usdm", answer) as desk:
        desk.links.learn(ClientOrderId("C"), FUTURES, is_algo=True)
        outcome = await mutations_of(desk).cancel(ClientOrderId("C"))

        assert isinstance(outcome, Accepted)
        (cancel,) = desk.venue.asked("DELETE", "/fapi/v1/order")
        assert cancel.params["orderId"] == "28"
