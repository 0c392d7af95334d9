"""What a plan is made of: ids, requests, refusals with their numbers, and everything the timeline shows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.domain.builders import (
    ACCOUNT,
    AGENT,
    BTC,
    NOW,
    a_book,
    a_fill,
    a_market,
    a_policy,
    a_quote,
    a_signal,
    an_account,
    an_order,
    d,
)

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.booking import apply_event, book_fill, commit_orders, with_order
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Order, OrderFilled, ProvedAbsent, VenueRejected
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import CancelOrders, Ignore, PlaceOrders, Plan, Refuse
from tradewright.domain.trading.signal import AgentPolicy, Protection, RiskLimits, Side, Sizing
from tradewright.kernel.ids import SignalId, derive_order_id

MARKET = a_market(a_quote())
BRACKETED = a_policy(stop_loss=Protection("percent", d("2")), take_profit=Protection("risk_reward", d("2")))


def a_plan(
    *,
    book: UserBook | None = None,
    policy: AgentPolicy | None = BRACKETED,
    market: MarketView = MARKET,
    **signal: Any,
) -> Plan:
    return plan(book or a_book(), a_signal(**signal), policy, market, NOW)


def placed(made: Plan) -> PlaceOrders:
    assert isinstance(made, PlaceOrders), made
    return made


def refused(made: Plan) -> Refuse:
    assert isinstance(made, Refuse), made
    return made


def holding(quantity: str) -> UserBook:
    side = "buy" if d(quantity) > 0 else "sell"
    account, _, _ = book_fill(
        an_account(starting_cash=Decimal(1_000_000)),
        a_fill(quantity=quantity.lstrip("-"), price="50000", side=side),  # type: ignore[arg-type]
        multiplier=d("1"),
    )
    return a_book(account)


def test_an_entry_and_its_legs_have_ids_derived_from_the_signal() -> None:
    signal_id: SignalId = a_signal().signal_id

    first, again = placed(a_plan()), placed(a_plan())

    assert [order.order_id for order in first.orders] == [
        derive_order_id(signal_id, leg=leg) for leg in ("entry", "stop", "target")
    ]
    assert first == again


def test_legs_travel_held_and_reduce_only_inside_their_entrys_request() -> None:
    made = placed(a_plan())
    entry, stop, target = made.orders
    (request,) = made.requests

    assert (entry.state, stop.state, target.state) == ("submitting", "held", "held")
    assert stop.reduce_only
    assert stop.parent_order_id == target.parent_order_id == entry.order_id
    assert request.stop_loss is not None
    assert request.take_profit is not None
    assert request.stop_loss.client_order_id == stop.client_order_id
    assert (request.stop_loss.stop_price, request.take_profit.limit_price) == (d("49000.98"), d("52001.04"))


def test_the_decision_is_a_document_with_every_deciding_value() -> None:
    book = a_book(user=RiskLimits(trades_daily_max=5), account=RiskLimits(order_notional_max=d("60000")))

    decision = json.loads(json.dumps(placed(a_plan(book=book)).decision))

    assert decision["intent"]["action"] == "buy"
    assert decision["quote"]["ask"] == "50001"
    assert decision["sizing"]["quantity"] == "1"
    assert decision["protection"]["stop"]["price"] == "49000.98"
    assert {
        "rule": "order_notional",
        "scope": "account",
        "limit": "60000",
        "value": "50001",
        "used_percent": "83.3",
        "outcome": "passed",
    } in (decision["risk"]["rules"])


def test_the_agent_sizes_unless_it_takes_the_alerts_size() -> None:
    asked = Sizing("fixed", d("0.5"))

    own = placed(a_plan(sizing=asked, policy=a_policy(sizing_from_alert=False)))
    theirs = placed(a_plan(sizing=asked, policy=a_policy()))

    assert own.orders[0].quantity == d("1")
    assert theirs.orders[0].quantity == d("0.5")


def test_an_old_signal_is_refused_with_its_age_and_what_a_person_asks_to_get_out_is_not() -> None:
    long_ago = NOW - timedelta(seconds=400)

    stale = refused(a_plan(fired_at=long_ago))
    manual = a_plan(book=holding("1"), policy=None, source="manual", action="exit", received_at=long_ago)

    assert (stale.reason_code, stale.limit, stale.value) == ("stale_signal", "300", "400")
    assert isinstance(manual, PlaceOrders)


@pytest.mark.parametrize(
    ("changes", "policy", "code"),
    [
        ({"symbol": "DOGEUSDT"}, a_policy(), "unknown_symbol"),
        ({}, a_policy(symbols=frozenset({"ES1!"})), "symbol_not_allowed"),
        ({"action": "sell"}, a_policy(sides=frozenset({"buy"})), "side_not_allowed"),
        ({"symbol": "ES1!"}, a_policy(), "quote_missing"),
        ({}, a_policy(sizing=Sizing("risk_percent", d("1"))), "risk_needs_stop"),
        ({}, a_policy(sizing=Sizing("fixed", d("0.000001"))), "size_below_minimum"),
        ({}, a_policy(stop_loss=Protection("price", d("50001"))), "stop_on_wrong_side"),
        ({"order_type": "limit"}, a_policy(), "limit_price_missing"),
    ],
)
def test_a_refusal_is_named(changes: dict[str, Any], policy: AgentPolicy, code: str) -> None:
    made = refused(a_plan(policy=policy, **changes))

    assert (made.reason_code, made.rule) == (code, code)
    assert made.reason.endswith(".")


def test_a_symbol_priced_in_another_currency_is_refused_not_miscounted() -> None:
    yen = replace(BTC, symbol="USDJPY", currency="JPY")
    market = a_market(a_quote("USDJPY"), instruments=(yen,))

    assert refused(a_plan(symbol="USDJPY", market=market)).reason_code == "currency_mismatch"


def test_a_limit_never_buys_above_or_sells_below_what_was_asked() -> None:
    bought = placed(a_plan(policy=a_policy(), order_type="limit", limit_price=d("49000.017")))
    sold = placed(a_plan(policy=a_policy(), action="sell", order_type="limit", limit_price=d("51000.011")))

    assert (bought.orders[0].limit_price, sold.orders[0].limit_price) == (d("49000.01"), d("51000.02"))


def test_a_limit_against_a_position_nets_instead_of_reversing() -> None:
    made = placed(
        a_plan(
            book=holding("3"), policy=a_policy(), action="sell", order_type="limit", limit_price=d("51000")
        )
    )

    assert (made.orders[0].quantity, made.orders[0].reduce_only, made.cancels) == (d("1"), True, ())


@pytest.mark.parametrize(
    ("doubtful", "quantity", "closes"),
    [("buy", "1", "1"), ("sell", "0.4", "0.6"), ("sell", "1", None)],
)
def test_a_reversal_with_an_order_in_doubt_closes_what_is_sure_and_opens_nothing(
    doubtful: Side, quantity: str, closes: str | None
) -> None:
    book = holding("1")
    unclear = an_order(side=doubtful, state="unknown", quantity=d(quantity))
    account = with_order(book.accounts[ACCOUNT], unclear)

    made = a_plan(book=book.with_account(account), action="sell")

    if closes is None:
        assert refused(made).reason_code == "order_in_doubt"
        return
    (order,) = placed(made).orders
    assert (order.leg, order.reduce_only, order.quantity) == ("exit", True, d(closes))


def test_a_second_exit_waits_for_the_first() -> None:
    book = holding("1")
    first = placed(a_plan(book=book, action="exit"))
    account = commit_orders(book.accounts[ACCOUNT], first.orders, agent_id=AGENT, now=NOW)

    second = a_plan(book=book.with_account(account), action="exit", number=2)

    assert isinstance(second, Ignore)
    assert second.reason_code == "already_closing"


def test_cancelling_without_an_id_takes_resting_entries_only() -> None:
    resting = an_order(order_type="limit", limit_price=d("1"), state="working")
    account = with_order(an_account(), resting)

    made = a_plan(book=a_book(account), action="cancel", symbol=None, policy=None, source="manual")
    gone = a_plan(
        action="cancel", symbol=None, cancel_order_id=resting.order_id, policy=None, source="manual"
    )

    assert isinstance(made, CancelOrders)
    assert made.order_ids == (resting.order_id,)
    assert isinstance(gone, Ignore)


def test_an_entry_the_venue_refused_takes_its_held_legs_with_it() -> None:
    made = placed(a_plan())
    account = commit_orders(a_book().accounts[ACCOUNT], made.orders, agent_id=AGENT, now=NOW)

    applied = apply_event(account, made.orders[0], VenueRejected("funds", "no funds", NOW), multiplier=d("1"))
    book = applied.book
    for leg, event in applied.follow_ups:
        book = apply_event(book, leg, event, multiplier=d("1")).book

    assert [type(event) for _, event in applied.follow_ups] == [ProvedAbsent, ProvedAbsent]
    assert book.orders == {}


def test_a_late_fill_of_an_order_long_gone_still_moves_position_and_cash() -> None:
    gone: Order = an_order(state="cancelled")

    applied = apply_event(an_account(), gone, OrderFilled(a_fill(quantity="2", fee="3")), multiplier=d("1"))

    assert applied.position is not None
    assert (applied.position.quantity, applied.book.cash, applied.book.orders) == (d("2"), d("9997"), {})


def test_without_an_open_day_a_loss_limit_denies() -> None:
    book = UserBook(
        an_account().user_id, {ACCOUNT: an_account()}, {ACCOUNT: RiskLimits(loss_daily_max=d("5"))}
    )

    assert refused(a_plan(book=book)).value == "unknown"
    assert isinstance(a_plan(book=book.rolled(MARKET, NOW)), PlaceOrders)
