"""What the verbs beside buy, sell and exit come to, and how venues' rules bend them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import (
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
    decimals,
)

from tradewright.domain.trading.book import AccountBook, VenueMoney
from tradewright.domain.trading.booking import book_fill, with_order
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Order, ReplaceRequested
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.planner.opposite import TABLE, Rule, meaning_of
from tradewright.domain.trading.plans import (
    CancelAndClose,
    Ignore,
    MoveOrder,
    PlaceOrders,
    Plan,
    Refuse,
    Wait,
)
from tradewright.domain.trading.ports.broker import Capabilities, OrderChange
from tradewright.domain.trading.signal import (
    AgentPolicy,
    PriceFrom,
    Protection,
    RiskLimits,
    Sentiment,
    Side,
    Sizing,
    Trail,
)
from tradewright.kernel.ids import OrderId

FREE = Capabilities(lookup_is_consistent=True, duplicates="for_ever", bracket=True)
HOLDING = replace(
    FREE, bracket=False, holds_quantity=True, reduce_only="implicit", crosses_zero=False, short=False
)
STOPPED = an_order(
    order_id=OrderId(a_signal(9).signal_id), leg="stop", side="sell", order_type="stop", stop_price=d("45000"),
    quantity=d("1"), reduce_only=True, state="working",
)  # fmt: skip


def holding(quantity: str = "1", *orders: Order, caps: Capabilities = FREE) -> AccountBook:
    side: Side = "buy" if d(quantity) > 0 else "sell"
    account = an_account(starting_cash=d("1000000"), capabilities=caps)
    if d(quantity):
        fill = a_fill(quantity=quantity.lstrip("-"), price="48000", side=side)
        account, _, _ = book_fill(account, fill, multiplier=d("1"))
    for order in orders:
        account = with_order(account, order)
    return account


def a_plan(
    account: AccountBook,
    *,
    policy: AgentPolicy | None = None,
    market: MarketView | None = None,
    **signal: Any,
) -> Plan:
    given_source = {"source": "manual", "agent_id": None} if policy is None else {}
    asked = a_signal(**(given_source | signal))
    return plan(a_book(account), asked, policy, market or a_market(a_quote()), NOW)


def an_order_of(made: Plan) -> Order:
    assert isinstance(made, PlaceOrders | Wait), made
    return made.orders[0]


def code_of(made: Plan) -> str:
    assert isinstance(made, Refuse | Ignore), made
    return made.reason_code


@given(
    held=decimals("-2", "2", places=1),
    side=st.sampled_from(["buy", "sell"]),
    sentiment=st.sampled_from([None, "long", "short", "flat"]),
    reduce_only=st.booleans(),
    rule=st.sampled_from(get_args(Rule)),
)
@settings(deadline=None)
def test_every_signal_has_a_meaning_and_an_out_of_sync_one_never_opens(
    held: Any, side: Side, sentiment: Sentiment | None, reduce_only: bool, rule: Rule
) -> None:
    row = meaning_of(held=held, side=side, sentiment=sentiment, reduce_only=reduce_only, rule=rule)

    wants_other_side = sentiment in ("flat", "short" if side == "buy" else "long")
    if wants_other_side or reduce_only:
        assert row.meaning in ("close", "reduce", "nothing")
    if held == 0 and not (wants_other_side or reduce_only):
        assert row.meaning == "open"


def test_no_row_of_the_table_is_out_of_reach() -> None:
    sentiments: tuple[Sentiment | None, ...] = (None, "long", "short", "flat")
    reached = {
        meaning_of(held=d(held), side="buy", sentiment=sentiment, reduce_only=reduces, rule=rule)
        for held, sentiment, reduces, rule in product(
            ("-1", "0", "1"), sentiments, (False, True), get_args(Rule)
        )
    }

    assert reached == set(TABLE)


def test_breakeven_moves_the_one_stop_to_the_average_price_with_fees() -> None:
    costly = replace(BTC, fee_rate=d("0.001"))
    market = a_market(a_quote(), instruments=(costly,))

    free = a_plan(holding("1", STOPPED), action="breakeven")
    paid = a_plan(holding("1", STOPPED), action="breakeven", market=market)

    assert isinstance(free, MoveOrder)
    assert (free.order_id, free.change.stop_price) == (STOPPED.order_id, d("48000"))
    assert isinstance(paid, MoveOrder)
    assert paid.change.stop_price == d("48096.10")  # 0.1 % of 48 000 and 0.1 % of 48 096.10 are 96.10


def test_breakeven_without_a_stop_keeps_one_for_the_whole_position() -> None:
    stop = an_order_of(a_plan(holding("2"), action="breakeven"))

    assert (stop.leg, stop.state, stop.is_managed, stop.quantity) == ("stop", "held", True, d("2"))


@pytest.mark.parametrize(
    ("held", "stop", "bid", "code"),
    [
        ("0", None, "50000", "nothing_to_protect"),
        ("1", None, "47000", "breakeven_not_reached"),
        ("1", "48500", "50000", "stop_already_better"),
    ],
)
def test_breakeven_that_means_nothing_is_named(held: str, stop: str | None, bid: str, code: str) -> None:
    orders = () if stop is None else (replace(STOPPED, stop_price=d(stop)),)
    market = a_market(a_quote(bid=bid, ask=str(d(bid) + 1)))

    assert code_of(a_plan(holding(held, *orders), action="breakeven", market=market)) == code


@pytest.mark.parametrize(
    ("sizing", "closes"),
    [
        (Sizing("percent_position", d("25")), "0.5"),
        (Sizing("fixed", d("0.3")), "0.3"),
        (Sizing("notional", d("50000")), "1"),
        (Sizing("percent_position", d("100")), "2"),
        (Sizing("fixed", d("7")), "2"),
        (Sizing("fixed", d("1.99999")), "2"),  # what would be left is dust
    ],
)
def test_an_exit_closes_the_part_that_was_asked(sizing: Sizing, closes: str) -> None:
    assert an_order_of(a_plan(holding("2"), action="exit", sizing=sizing)).quantity == d(closes)


def test_an_exit_of_more_than_is_held_ends_what_protects_it_and_a_part_leaves_it() -> None:
    whole = a_plan(holding("2", STOPPED), action="exit", sizing=Sizing("fixed", d("7")))
    part = a_plan(holding("2", STOPPED), action="exit", sizing=Sizing("fixed", d("1")))

    assert isinstance(whole, PlaceOrders)
    assert isinstance(part, PlaceOrders)
    assert (whole.cancels, part.cancels) == ((STOPPED.order_id,), ())


def test_a_reduce_only_order_keeps_its_price() -> None:
    asked: dict[str, Any] = {"action": "sell", "reduce_only": True, "sizing": Sizing("fixed", d("1"))}

    order = an_order_of(a_plan(holding("2"), order_type="limit", limit_price=d("60000"), **asked))
    trails = an_order_of(
        a_plan(holding("2"), order_type="trailing_stop", trail=Trail("percent", d("2")), **asked)
    )

    assert (order.order_type, order.limit_price, order.reduce_only) == ("limit", d("60000"), True)
    assert (trails.leg, trails.is_managed, trails.trail_percent) == ("stop", True, d("2"))


def test_dust_is_kept_and_blocks_no_later_entry() -> None:
    account = holding("0.00005")

    assert code_of(a_plan(account, action="exit")) == "position_is_dust"
    assert an_order_of(a_plan(account, action="buy", sizing=Sizing("fixed", d("1")))).leg == "entry"
    assert an_order_of(a_plan(account, policy=a_policy(), action="sell")).leg == "entry"


def test_where_resting_exits_hold_the_quantity_a_full_close_ends_them_first() -> None:
    account = holding("1", STOPPED, caps=HOLDING)

    first = a_plan(account, action="exit")
    second = a_plan(holding("1", caps=HOLDING), action="exit", step=1)

    assert isinstance(first, Wait)
    assert (first.orders, first.cancels, first.awaits) == ((), (STOPPED.order_id,), (STOPPED.order_id,))
    assert an_order_of(second).quantity == d("1")


def test_an_exit_waits_one_step_for_an_order_in_doubt_and_then_closes_what_is_sure() -> None:
    doubtful = an_order(state="unknown", quantity=d("1"))
    account = holding("1", doubtful, caps=HOLDING)

    first = a_plan(account, action="exit")
    second = a_plan(account, action="exit", step=1)

    assert isinstance(first, Wait)
    assert (first.cancels, first.awaits) == ((doubtful.order_id,), (doubtful.order_id,))
    assert an_order_of(second).quantity == d("1")


def test_where_resting_exits_hold_the_quantity_a_partial_close_waits_for_room() -> None:
    made = a_plan(holding("1", STOPPED, caps=HOLDING), action="exit", sizing=Sizing("fixed", d("0.4")))

    assert isinstance(made, PlaceOrders)
    assert (made.orders[0].state, made.orders[0].is_managed, made.requests) == ("held", True, ())


def test_a_leg_that_we_take_over_is_not_the_one_the_venue_was_asked_to_change() -> None:
    stopped = replace(STOPPED, asked=ReplaceRequested(NOW, quantity=d("3")))

    made = a_plan(holding("1", stopped, caps=HOLDING), action="exit", sizing=Sizing("fixed", d("0.4")))

    assert isinstance(made, PlaceOrders)
    [leg] = [order for order in made.orders if order.leg == "stop"]
    assert (leg.state, leg.asked, leg.quantity_most) == ("held", None, d("1"))


def test_flatten_closes_what_is_free_now_and_the_rest_after_its_orders_have_ended() -> None:
    made = a_plan(holding("1", STOPPED, caps=HOLDING), action="flatten", symbol=None)
    free = a_plan(holding("1", STOPPED), action="flatten", symbol=None)

    assert isinstance(made, Wait)
    assert made.cancels == (STOPPED.order_id,)
    assert isinstance(free, CancelAndClose)
    assert len(free.orders) == 1


def test_flatten_may_leave_coins_and_what_rests_elsewhere() -> None:
    account = holding("1", STOPPED)
    resting = an_order(symbol="ES1!", order_type="limit", limit_price=d("1"), state="working")

    kept = a_plan(account, action="flatten", symbol=None, keep_spot=True)
    elsewhere = a_plan(with_order(account, resting), action="flatten", symbol=None, keep_resting=True)

    assert code_of(kept) == "nothing_to_flatten"
    assert isinstance(elsewhere, CancelAndClose)
    assert elsewhere.order_ids == (STOPPED.order_id,)


def test_a_price_from_the_quote_is_a_limit_on_the_grid() -> None:
    rule = PriceFrom("bid", d("-10"), "ticks")

    order = an_order_of(
        a_plan(
            holding("0"), action="buy", order_type="limit", price_from=rule, sizing=Sizing("fixed", d("1"))
        )
    )
    agent = an_order_of(a_plan(holding("0"), action="buy", policy=a_policy(entry_price=PriceFrom("mid"))))

    assert (order.order_type, order.limit_price) == ("limit", d("49998.90"))
    assert (agent.order_type, agent.limit_price) == ("limit", d("50000"))


def test_entries_are_cancelled_after_their_time_and_market_orders_need_none() -> None:
    rule: dict[str, Any] = {"action": "buy", "sizing": Sizing("fixed", d("1")), "cancel_after_s": 90}

    resting = an_order_of(a_plan(holding("0"), order_type="limit", limit_price=d("49000"), **rule))
    at_once = an_order_of(a_plan(holding("0"), **rule))

    assert (resting.cancel_at, at_once.cancel_at) == (NOW + timedelta(seconds=90), None)


def test_an_agents_exit_at_a_price_has_its_own_time() -> None:
    policy = a_policy(cancel_after_s=600, exit_cancel_after_s=30)

    order = an_order_of(
        a_plan(holding("1"), policy=policy, action="exit", order_type="limit", limit_price=d("60000"))
    )

    assert (order.order_type, order.cancel_at) == ("limit", NOW + timedelta(seconds=30))


def test_a_delay_holds_a_signal_back_and_does_not_make_it_stale() -> None:
    signal: dict[str, Any] = {"action": "buy", "sizing": Sizing("fixed", d("1")), "delay_s": 400}

    held_back = a_plan(holding("0"), **signal)
    due = a_plan(holding("0"), step=1, received_at=NOW - timedelta(seconds=401), **signal)

    assert isinstance(held_back, Wait)
    assert held_back.until == NOW + timedelta(seconds=400)
    assert an_order_of(due).leg == "entry"


@pytest.mark.parametrize("step", [0, 1])
def test_an_entry_that_waited_opens_nothing_after_somebody_asked_to_leave(step: int) -> None:
    account = replace(holding("0"), left={"*": 7})

    made = a_plan(account, policy=a_policy(), action="sell", sequence=6, step=step)

    assert code_of(made) == "superseded"


def test_pyramiding_stops_at_the_agents_cap() -> None:
    policy = a_policy(pyramiding_max=2)
    on_its_way = an_order(state="working", order_type="limit", limit_price=d("1"))
    account = holding("1")
    account = replace(account, history=account.history.with_entry("BTCUSDT"))

    allowed = a_plan(account, policy=policy, action="buy")
    refused = a_plan(with_order(account, on_its_way), policy=policy, action="add")

    assert isinstance(allowed, PlaceOrders)
    assert code_of(refused) == "pyramiding_max"


@pytest.mark.parametrize(("state", "is_told"), [("submitting", True), ("unknown", True), ("working", False)])
def test_a_signal_that_comes_again_opens_nothing_beside_an_entry_on_its_way(
    state: Any, is_told: bool
) -> None:
    policy = a_policy(pyramiding_max=1)
    resting = an_order(state=state, order_type="limit", limit_price=d("1"))

    refused = a_plan(with_order(holding("0"), resting), policy=policy, action="buy")

    assert isinstance(refused, Refuse)
    assert code_of(refused) == "pyramiding_max"
    assert ("not known yet" in refused.reason) is is_told


@pytest.mark.parametrize(("state", "stands"), [("working", False), ("submitting", True), ("unknown", True)])
def test_an_entry_that_is_being_cancelled_stands_only_while_its_fate_is_open(
    state: Any, stands: bool
) -> None:
    policy = a_policy(pyramiding_max=1)
    leaving = an_order(state=state, order_type="limit", limit_price=d("1"), cancel_requested=True)

    made = a_plan(with_order(holding("0"), leaving), policy=policy, action="buy")

    assert isinstance(made, Refuse) is stands


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"order_type": "trailing_stop", "trail": Trail("percent", d("1"))}, "order_type_unsupported"),
        ({"order_type": "limit", "limit_price": d("1"), "post_only": True}, "post_only_unsupported"),
        ({"extended_hours": True}, "extended_hours_unsupported"),
        ({"order_type": "limit", "limit_price": d("1"), "time_in_force": "gtd"}, "expires_at_missing"),
        ({"action": "sell"}, "short_unsupported"),
    ],
)
def test_what_the_venue_does_not_take_is_refused_by_name(asked: dict[str, Any], code: str) -> None:
    account = holding("0", caps=HOLDING)
    given: dict[str, Any] = {"action": "buy", "sizing": Sizing("fixed", d("1"))} | asked

    assert code_of(a_plan(account, **given)) == code


def test_a_date_the_venue_cannot_keep_is_kept_by_us() -> None:
    ends = NOW + timedelta(hours=2)
    order = an_order_of(
        a_plan(
            holding("0"),
            action="buy",
            sizing=Sizing("fixed", d("1")),
            order_type="limit",
            limit_price=d("49000"),
            time_in_force="gtd",
            expires_at=ends,
        )
    )

    assert (order.time_in_force, order.expires_at, order.cancel_at) == ("gtc", None, ends)


def test_protection_that_the_venue_cannot_keep_stays_with_us() -> None:
    policy = a_policy(stop_loss=Protection("ticks", d("1000")), take_profit=Protection("percent", d("2")))
    trailing = a_policy(trailing_stop=Trail("percent", d("1"), activation=d("0.5")))

    native = a_plan(holding("0"), policy=policy, action="buy")
    ours = a_plan(holding("0", caps=HOLDING), policy=policy, action="buy")
    trails = a_plan(holding("0"), policy=trailing, action="buy")

    assert isinstance(native, PlaceOrders)
    assert native.requests[0].stop_loss is not None
    assert isinstance(ours, PlaceOrders)
    assert [(leg.state, leg.is_managed) for leg in ours.orders[1:]] == [("held", True)] * 2
    assert (ours.requests[0].stop_loss, ours.requests[0].take_profit) == (None, None)
    assert isinstance(trails, PlaceOrders)
    stop = trails.orders[1]
    assert (stop.is_managed, stop.trail_percent, stop.stop_price) == (True, d("1"), None)
    assert stop.activation_price == d("50249.00")


@pytest.mark.parametrize(("venue", "is_managed"), [("paper", False), ("alpaca:paper", True)])
def test_a_trailing_leg_travels_only_where_brackets_have_one(*, venue: str, is_managed: bool) -> None:
    policy = a_policy(trailing_stop=Trail("percent", d("1")))
    caps = replace(FREE, order_types=FREE.order_types | {"trailing_stop"})
    money = VenueMoney(d("1000"), d("1000"), d("1000"), NOW)
    own = a_market(a_quote())
    market = replace(own, venues={"alpaca:paper": own})

    made = a_plan(
        replace(holding("0", caps=caps), venue=venue, money=money), policy=policy, action="buy", market=market
    )

    assert isinstance(made, PlaceOrders)
    assert (made.orders[1].is_managed, made.requests[0].stop_loss is None) == (is_managed, is_managed)


def test_where_no_order_may_cross_zero_the_rest_waits_for_the_exit() -> None:
    caps = replace(FREE, crosses_zero=False)

    made = a_plan(holding("1", caps=caps), action="sell", sizing=Sizing("fixed", d("3")))

    assert isinstance(made, PlaceOrders)
    closing, opening = made.orders
    assert (closing.quantity, opening.quantity, opening.state) == (d("1"), d("2"), "held")


def test_replace_changes_what_is_named_and_asks_risk_for_what_grows() -> None:
    resting = an_order(order_type="limit", limit_price=d("49000"), state="working", quantity=d("1"))
    book = holding("0", resting)
    asked: dict[str, Any] = {"action": "replace", "symbol": None, "cancel_order_id": resting.order_id}

    moved = a_plan(book, limit_price=d("48500.007"), **asked)
    same = a_plan(book, limit_price=d("49000"), **asked)
    gone = a_plan(holding("0"), limit_price=d("48500"), **asked)
    wrong = a_plan(book, stop_price=d("48500"), **asked)
    capped = plan(
        a_book(book, account=RiskLimits(order_notional_max=d("60000"))),
        a_signal(source="manual", agent_id=None, sizing=Sizing("fixed", d("2")), **asked),
        None,
        a_market(a_quote()),
        NOW,
    )

    assert isinstance(moved, MoveOrder)
    assert moved.change == OrderChange(limit_price=d("48500"))
    assert [code_of(one) for one in (same, gone, wrong, capped)] == [
        "nothing_to_change",
        "order_not_live",
        "price_not_with_type",
        "order_notional",
    ]


def test_a_signal_that_cancels_first_opens_once_the_resting_entries_have_ended() -> None:
    resting = an_order(leg="entry", order_type="limit", limit_price=d("40000"), state="working")
    asked: dict[str, Any] = {"cancel_first": True, "sizing": Sizing("fixed", d("1"))}

    first = a_plan(holding("1", resting, STOPPED), **asked)
    then = a_plan(holding("1", STOPPED), step=1, **asked)
    in_vain = a_plan(holding("1", resting), step=3, **asked)
    not_asked = a_plan(holding("1", resting), sizing=Sizing("fixed", d("1")))

    assert isinstance(first, Wait)
    assert (first.cancels, first.awaits) == ((resting.order_id,), (resting.order_id,))
    assert [type(one) for one in (then, in_vain, not_asked)] == [PlaceOrders] * 3


def test_leaving_half_of_a_side_by_its_name_leaves_the_other_half() -> None:
    half: dict[str, Any] = {"sizing": Sizing("percent_position", d("50")), "reduce_only": True}

    leaving = a_plan(holding("2"), action="sell", **half)
    other_side = a_plan(holding("2"), action="buy", **half)

    assert isinstance(leaving, PlaceOrders)
    assert [(one.side, one.quantity, one.reduce_only) for one in leaving.orders] == [("sell", d("1"), True)]
    assert isinstance(other_side, Ignore)
