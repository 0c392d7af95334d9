"""What risk counts: everything live in the worst case, from our books or the venue's word, and nothing it cannot know."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.unit.domain.builders import (
    AGENT,
    BTC,
    NOW,
    USER,
    a_market,
    a_policy,
    a_quote,
    a_signal,
    an_account,
    an_order,
    d,
)

from tradewright.domain.trading.book import AccountBook, DayBook, UserBook
from tradewright.domain.trading.lifecycle import transition
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Order, OrderReplaced, ReplaceRefused, ReplaceRequested
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import PlaceOrders, Plan, Refuse
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.risk import History, Switch
from tradewright.domain.trading.risk.history import ClosedTrade, Sent
from tradewright.domain.trading.risk.switch import PLATFORM_SCOPE
from tradewright.domain.trading.signal import Blackout, RiskLimits, Session, Sizing
from tradewright.kernel.ids import AccountId, OrderId, VenueOrderId

OTHER = AccountId(UUID(int=99))
ETH = replace(BTC, symbol="ETHUSDT")
MARKET = a_market(a_quote(), a_quote("ETHUSDT"), instruments=(BTC, ETH))
HELD = Position("ETHUSDT", d("1"), d("50000"))
LOST = DayBook(NOW.date(), d("12000"), trades=3, agent_trades={AGENT: 3})
PAST = History(
    sent=(Sent(NOW - timedelta(seconds=5), "BTCUSDT", "buy", d("1"), True, AGENT),),
    closed=(ClosedTrade(NOW - timedelta(minutes=1), d("-5")),),
    standing={"ETHUSDT": 2},
)
BUSY = an_account(positions={"ETHUSDT": HELD}, day=LOST, history=PAST)
"""An account that has used something of every limit: 2,000 lost, 50,000 held, one trade just lost."""

OVER: dict[str, RiskLimits] = {
    "loss_daily": RiskLimits(loss_daily_max=d("2000")),
    "loss_daily_percent": RiskLimits(loss_daily_percent_max=d("16")),
    "trades_daily": RiskLimits(trades_daily_max=3),
    "trades_open": RiskLimits(trades_open_max=2),
    "positions": RiskLimits(positions_max=1),
    "order_notional": RiskLimits(order_notional_max=d("50000")),
    "position_notional": RiskLimits(position_notional_max=d("50000")),
    "exposure_gross": RiskLimits(exposure_gross_max=d("100000")),
    "exposure_net": RiskLimits(exposure_net_max=d("100000")),
    "leverage": RiskLimits(leverage_max=d("10")),
    "symbols": RiskLimits(symbols_denied=frozenset({"BTCUSDT"})),
    "sessions": RiskLimits(sessions=(Session(frozenset({6}), time(9), time(10)),)),
    "blackouts": RiskLimits(blackouts=(Blackout(NOW, NOW + timedelta(hours=1), "news"),)),
    "cooldown": RiskLimits(cooldown_losses=1, cooldown_minutes=5),
    "duplicate": RiskLimits(duplicate_window_s=60),
    "order_rate": RiskLimits(orders_per_minute_max=1),
}
UNREACHED = {"quote_age_max_s", "price_collar_percent", "symbols_allowed", "cooldown_minutes"}


def bought(
    account: AccountBook = BUSY,
    *more: AccountBook,
    limits: dict[UUID, RiskLimits] | None = None,
    market: MarketView = MARKET,
    quantity: str = "1",
    **signal: Any,
) -> Plan:
    """Return what becomes of a market buy of one bitcoin at 50,001."""
    accounts = {one.account_id: one for one in (account, *more)}
    book = UserBook(USER, accounts, limits or {}, signal.pop("switches", {}))
    policy = signal.pop("policy", None)
    asked = a_signal(
        action="buy",
        symbol="BTCUSDT",
        sizing=Sizing("fixed", d(quantity)),
        source="alert" if policy else "manual",
        account_id=account.account_id,
        **signal,
    )
    return plan(book, asked, policy, market, NOW)


@pytest.mark.parametrize("rule", OVER)
@pytest.mark.parametrize("scope", ["user", "account", "agent"])
def test_every_limit_of_every_scope_is_asked_with_what_it_needs(rule: str, scope: str) -> None:
    limits, policy = OVER[rule], None
    kept: dict[UUID, RiskLimits] = {}
    if scope == "agent":
        policy = replace(a_policy(), limits=limits)
    else:
        kept = {USER if scope == "user" else BUSY.account_id: limits}

    made = bought(limits=kept, policy=policy)

    assert isinstance(made, Refuse), made
    assert (made.rule, made.scope) == (rule, scope)


def test_no_field_of_the_limits_is_forgotten_here() -> None:
    tried = {
        one.name
        for limits in OVER.values()
        for one in fields(RiskLimits)
        if getattr(limits, one.name) != one.default
    }

    assert tried | UNREACHED == {one.name for one in fields(RiskLimits)}


def test_without_limits_nothing_that_is_missing_matters() -> None:
    blind = a_market(a_quote(), instruments=(BTC, ETH))

    assert isinstance(bought(market=blind), PlaceOrders)
    made = bought(market=blind, limits={USER: RiskLimits(exposure_gross_max=d("1000000"))})
    assert isinstance(made, Refuse)
    assert (made.rule, made.value) == ("exposure_gross", "unknown")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "submitting"},
        {"state": "unknown"},
        {"state": "working", "order_type": "limit", "limit_price": d("50000")},
        {"state": "partly_filled", "quantity": d("2"), "filled_quantity": d("1")},
        {"state": "working", "cancel_requested": True, "order_type": "limit", "limit_price": d("50000")},
        {"state": "held"},
    ],
    ids=lambda changes: changes["state"],
)
def test_whatever_may_still_fill_counts_as_if_it_had(changes: dict[str, Any]) -> None:
    entry = an_order(symbol="ETHUSDT", **({"quantity": d("1")} | changes))
    account = an_account(orders={entry.order_id: entry}, starting_cash=d("1000000"))
    within, over = d("100003"), d("100000")

    assert isinstance(bought(account, limits={USER: RiskLimits(exposure_gross_max=within)}), PlaceOrders)
    assert isinstance(bought(account, limits={USER: RiskLimits(exposure_gross_max=over)}), Refuse)


def test_the_same_from_another_account_counts_for_the_user_alone() -> None:
    entry = an_order(symbol="ETHUSDT", quantity=d("1"), account_id=OTHER)
    other = an_account(account_id=OTHER, orders={entry.order_id: entry})
    account = an_account()
    cap = RiskLimits(exposure_gross_max=d("60000"))

    assert isinstance(bought(account, other, limits={account.account_id: cap}), PlaceOrders)
    denied = bought(account, other, limits={USER: cap})
    assert isinstance(denied, Refuse)
    assert denied.value == "100002"


def test_what_the_venue_shows_beyond_our_books_counts_at_once() -> None:
    account = an_account(exposures={"ETHUSDT": d("2")})

    denied = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("150000"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "150001"
    assert isinstance(bought(account, limits={USER: RiskLimits(positions_max=1)}), Refuse)


def test_where_books_and_venue_differ_the_worse_of_both_counts() -> None:
    account = an_account(positions={"ETHUSDT": HELD}, exposures={"ETHUSDT": d("-1")})

    denied = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("100000"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "100001"  # one long by our books, or one short by the venue's, and the order


def test_an_order_that_takes_anothers_place_counts_only_for_what_it_adds() -> None:
    old = an_order(
        symbol="ETHUSDT", quantity=d("1"), state="working", order_type="limit", limit_price=d("50001")
    )
    new = replace(old, order_id=OrderId(UUID(int=51)), quantity=d("1.5"), state="held", replaces=old.order_id)
    account = an_account(orders={old.order_id: old, new.order_id: new}, starting_cash=d("1000000"))

    told = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("1000000"), trades_open_max=9)})

    assert isinstance(told, PlaceOrders)
    values = {line["rule"]: line["value"] for line in told.decision["risk"]["rules"]}
    assert (values["exposure_gross"], values["trades_open"]) == ("125002.5", "1")


@pytest.mark.parametrize(
    ("quantity", "limit", "worth"),
    [("3", None, "150003"), (None, "60000", "60000"), ("0.5", "40000", "50001")],
    ids=["larger", "dearer", "smaller"],
)
def test_a_change_that_the_venue_has_not_answered_counts_in_both_forms(
    quantity: str | None, limit: str | None, worth: str
) -> None:
    resting = an_order(
        symbol="ETHUSDT", quantity=d("1"), state="working", order_type="limit", limit_price=d("50001")
    )
    change = ReplaceRequested(NOW, d(quantity) if quantity else None, d(limit) if limit else None)
    asked, _ = transition(resting, change)
    refused, _ = transition(asked, ReplaceRefused("too late", NOW))

    def counted(order: Order) -> str | None:
        account = an_account(orders={order.order_id: order})
        denied = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("1"))})
        assert isinstance(denied, Refuse)
        return denied.value

    assert counted(asked) == str(d(worth) + d("50001"))
    assert counted(refused) == "100002"
    done, _ = transition(asked, OrderReplaced(VenueOrderId("V2"), NOW, d("0.25"), d("40000")))
    assert counted(done) == "62501"  # the venue has said what it came to


def test_an_order_that_waits_to_take_anothers_place_counts_at_the_dearer_price() -> None:
    old = an_order(
        symbol="ETHUSDT", quantity=d("1"), state="working", order_type="limit", limit_price=d("50001")
    )
    new = replace(
        old, order_id=OrderId(UUID(int=51)), limit_price=d("60000"), state="held", replaces=old.order_id
    )
    account = an_account(orders={old.order_id: old, new.order_id: new})

    denied = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("100002"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "110001"


def test_money_of_two_currencies_is_not_added() -> None:
    euros = an_account(account_id=OTHER, currency="EUR")

    denied = bought(an_account(), euros, limits={USER: RiskLimits(exposure_gross_max=d("1000000"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "unknown"
    assert isinstance(bought(an_account(), euros, limits={USER: RiskLimits(trades_daily_max=5)}), PlaceOrders)


def test_dollar_coins_and_dollars_are_added() -> None:
    coins = an_account(account_id=OTHER, currency="USDT", positions={"ETHUSDT": HELD})

    denied = bought(an_account(), coins, limits={USER: RiskLimits(exposure_gross_max=d("60000"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "100001"


def test_a_symbol_in_doubt_takes_no_entry_and_every_exit() -> None:
    account = an_account(
        blocked={"BTCUSDT": "discrepancy"}, positions={"BTCUSDT": replace(HELD, symbol="BTCUSDT")}
    )

    assert isinstance(bought(account), Refuse)
    book = UserBook(USER, {account.account_id: account})
    closing = a_signal(action="exit", symbol="BTCUSDT", source="manual")
    assert not isinstance(plan(book, closing, None, MARKET, NOW), Refuse)


def test_the_operators_switch_stands_over_everybody() -> None:
    denied = bought(switches={PLATFORM_SCOPE: Switch("entries_paused", "maintenance")})

    assert isinstance(denied, Refuse)
    assert (denied.rule, denied.scope) == ("kill_switch", "platform")
    assert "maintenance" in denied.reason


@pytest.mark.parametrize(("source", "passes"), [("alert", False), ("api", False), ("manual", True)])
@pytest.mark.parametrize("action", ["exit", "flatten", "cancel"])
def test_under_a_halt_only_a_persons_own_hand_gets_out(source: str, action: str, *, passes: bool) -> None:
    resting = an_order(symbol="ETHUSDT", state="working", order_type="limit", limit_price=d("40000"))
    account = an_account(positions={"ETHUSDT": HELD}, orders={resting.order_id: resting})
    book = UserBook(USER, {account.account_id: account}, {}, {USER: Switch("halted", "incident")})
    asked = a_signal(action=action, symbol="ETHUSDT", source=source, agent_id=None)

    made = plan(book, asked, a_policy() if source == "alert" else None, MARKET, NOW)

    assert isinstance(made, Refuse) is not passes
    if isinstance(made, Refuse):
        assert made.rule == "kill_switch"


LONG = Position("BTCUSDT", d("1"), d("50000"))


@pytest.mark.parametrize(
    ("order_type", "extra", "expected"),
    [
        # What a resting order would close may be gone by the time it fills: somebody may always get out.
        ("limit", {"limit_price": d("50000")}, "125002.5"),
        # One that is at the market already closes what it meets.
        ("market", {}, "75001.5"),
    ],
)
def test_an_order_through_zero_counts_for_what_it_may_open(
    order_type: str, extra: dict[str, Any], expected: str
) -> None:
    account = an_account(positions={"BTCUSDT": LONG}, starting_cash=d("1000000"))
    book = UserBook(USER, {account.account_id: account}, {USER: RiskLimits(exposure_gross_max=d("1"))})
    sold = a_signal(
        action="sell",
        symbol="BTCUSDT",
        sizing=Sizing("fixed", d("2.5")),
        order_type=order_type,
        source="manual",
        **extra,
    )

    made = plan(book, sold, None, MARKET, NOW)

    assert isinstance(made, Refuse)
    assert made.value == expected


def test_what_opens_after_an_exit_counts_as_the_larger_of_both_sides() -> None:
    closing = an_order(
        leg="exit", side="sell", quantity=d("1"), reduce_only=True, symbol="ETHUSDT", state="working"
    )
    opening = an_order(
        order_id=OrderId(UUID(int=51)),
        side="sell",
        quantity=d("1.5"),
        symbol="ETHUSDT",
        state="held",
        parent_order_id=closing.order_id,
    )
    orders = {closing.order_id: closing, opening.order_id: opening}
    account = an_account(positions={"ETHUSDT": HELD}, orders=orders, starting_cash=d("1000000"))

    denied = bought(account, limits={USER: RiskLimits(exposure_gross_max=d("1"))})

    assert isinstance(denied, Refuse)
    assert denied.value == "125002.5"  # 50,000 held one way or 75,001.5 the other, and the order
