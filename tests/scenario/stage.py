"""A small stage for tables: planner, risk, life cycle and books together, with a venue that does as the table
says.

    account  A  cash=10_000               an account, New York days
    limit    user|A|agent  loss_daily=500 trades_daily=3 positions=1 order_notional=20_000
    policy   sizing=fixed:0.1 opposite=close stop=percent:2 target=risk_reward:2 sides=buy
    price    BTC 50_000                   bid and ask of BTCUSDT (ES is ES1!)
    alert    A buy BTC qty=1 sentiment=flat   -> order buy 1 | denied <code> | ignored <code> | cancel <n> |
    flatten <n> | wait [sell 1] | move <price>
    manual   A sell BTC qty=1             the same from a person: no agent
    step     A -> order sell 1            the waiting signal is planned again, one step on
    fill     A BTC @ 50_000               the venue fills every market order of the symbol
    stopped  A BTC @ 49_000               the venue triggers the stop leg and cancels its sibling
    held     A BTC 0.1                    the position is
    equity   A 9_900
    kill     A on|off
    clock    +2h
    quiet    BTC                          the symbol's price goes stale
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tests.unit.domain.builders import AGENT, BTC, ES, NOW, USER, a_signal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, commit_orders
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.order import (
    Fill,
    Order,
    OrderEvent,
    OrderFilled,
    VenueAccepted,
    VenueCancelled,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import (
    CancelAndClose,
    CancelOrders,
    Ignore,
    MoveOrder,
    PlaceOrders,
    Plan,
    Refuse,
    Wait,
)
from tradewright.domain.trading.risk import Switch
from tradewright.domain.trading.signal import AgentPolicy, Protection, RiskLimits, Signal, Sizing
from tradewright.kernel.ids import AccountId, OrderId, VenueExecutionId, VenueOrderId

SYMBOLS = {"BTC": BTC, "ES": ES}


class Stage:
    """Plays a table line by line; the line that disagrees is named by the assertion."""

    def __init__(self) -> None:
        self.now = NOW
        self.book = UserBook(USER, {})
        self.policy = AgentPolicy(Sizing("fixed", Decimal("0.1")))
        self.quotes: dict[str, Quote] = {}
        self.market = MarketView({one.symbol: one for one in SYMBOLS.values()}, self.quotes)
        self.plans: list[Plan] = []
        self._names: dict[str, AccountId] = {}
        self._waiting: dict[str, tuple[Signal, AgentPolicy | None]] = {}
        self._signals = 0
        self._fills = 0

    def play(self, table: str) -> None:
        for number, line in enumerate(table.splitlines(), 1):
            text = line.split("#")[0].strip()
            if not text:
                continue
            verb, *words = text.split()
            try:
                getattr(self, f"_{verb}")(*words)
            except AssertionError as failed:
                raise AssertionError(f"line {number}: {text}\n{failed}") from failed

    # What the table says
    # -----------------------------------------------------------------------------------------

    def _account(self, name: str, cash: str) -> None:
        account_id = AccountId(UUID(int=100 + len(self._names)))
        self._names[name] = account_id
        account = AccountBook(
            account_id, USER, "USD", "America/New_York", _number(cash.removeprefix("cash="))
        )
        self.book = self.book.with_account(account)

    def _limit(self, scope: str, *pairs: str) -> None:
        numbers = dict(pair.split("=") for pair in pairs)
        limits = RiskLimits(
            loss_daily_max=_number(numbers["loss_daily"]) if "loss_daily" in numbers else None,
            trades_daily_max=int(numbers["trades_daily"]) if "trades_daily" in numbers else None,
            positions_max=int(numbers["positions"]) if "positions" in numbers else None,
            order_notional_max=_number(numbers["order_notional"]) if "order_notional" in numbers else None,
        )
        if scope == "agent":
            self.policy = replace(self.policy, limits=limits)
        else:
            key: UUID = USER if scope == "user" else self._names[scope]
            self.book = replace(self.book, limits={**self.book.limits, key: limits})

    def _policy(self, *pairs: str) -> None:
        for pair in pairs:
            name, value = pair.split("=")
            mode, _, amount = value.partition(":")
            match name:
                case "sizing":
                    self.policy = replace(self.policy, sizing=Sizing(mode, _number(amount)))  # type: ignore[arg-type]
                case "stop":
                    self.policy = replace(self.policy, stop_loss=Protection(mode, _number(amount)))  # type: ignore[arg-type]
                case "target":
                    self.policy = replace(self.policy, take_profit=Protection(mode, _number(amount)))  # type: ignore[arg-type]
                case "opposite":
                    self.policy = replace(self.policy, opposite=value)  # type: ignore[arg-type]
                case "sides":
                    self.policy = replace(self.policy, sides=frozenset(value.split(",")))  # type: ignore[arg-type]
                case _:
                    raise KeyError(name)

    def _price(self, name: str, price: str) -> None:
        symbol = SYMBOLS[name].symbol
        self.quotes[symbol] = Quote(symbol, _number(price), _number(price), _number(price), self.now)

    def _quiet(self, name: str) -> None:
        quote = self.quotes[SYMBOLS[name].symbol]
        self.quotes[quote.symbol] = replace(quote, at=self.now - timedelta(hours=1))

    def _clock(self, step: str) -> None:
        self.now += timedelta(hours=int(step.strip("+h")))
        for symbol, quote in self.quotes.items():
            self.quotes[symbol] = replace(quote, at=self.now)

    def _kill(self, scope: str, state: str) -> None:
        key: UUID = USER if scope == "user" else self._names[scope]
        switches = {**self.book.switches, key: Switch("entries_paused", "by hand")}
        if state == "off":
            del switches[key]
        self.book = replace(self.book, switches=switches)

    def _alert(self, name: str, action: str, *rest: str) -> None:
        self._signal(name, action, rest, policy=self.policy)

    def _manual(self, name: str, action: str, *rest: str) -> None:
        self._signal(name, action, rest, policy=None)

    def _step(self, name: str, _arrow: str, *outcome: str) -> None:
        signal, policy = self._waiting.pop(name)
        self._plan(name, replace(signal, step=signal.step + 1), policy, " ".join(outcome))

    def _fill(self, name: str, symbol: str, _at: str, price: str) -> None:
        symbol = SYMBOLS[symbol].symbol
        for order in self._account_of(name).orders_of(symbol):
            if order.order_type == "market":
                self._happen(name, order, OrderFilled(self._execution(order, price)))

    def _stopped(self, name: str, symbol: str, _at: str, price: str) -> None:
        for leg in self._account_of(name).orders_of(SYMBOLS[symbol].symbol):
            if leg.leg == "stop":
                self._happen(name, leg, VenueAccepted(VenueOrderId(f"V{leg.order_id}"), self.now))
                working = self._account_of(name).orders[leg.order_id]
                self._happen(name, working, OrderFilled(self._execution(working, price)))
            elif leg.leg == "target":
                self._happen(name, leg, VenueCancelled("its sibling filled", self.now))

    def _held(self, name: str, symbol: str, quantity: str) -> None:
        held = self._account_of(name).position(SYMBOLS[symbol].symbol).quantity
        assert held == _number(quantity), f"holds {held}"

    def _equity(self, name: str, equity: str) -> None:
        found = self._account_of(name).equity(self.market, self.now)
        assert found == _number(equity), f"equity is {found}"

    # What the executor does
    # --------------------------------------------------------------------------------------

    def _signal(self, name: str, action: str, rest: tuple[str, ...], *, policy: AgentPolicy | None) -> None:
        arrow = rest.index("->")
        pairs = dict(word.split("=") for word in rest[:arrow] if "=" in word)
        symbol = next((SYMBOLS[word].symbol for word in rest[:arrow] if word in SYMBOLS), None)
        mode, _, amount = pairs.get("size", f"fixed:{pairs.get('qty', '')}").partition(":")
        self._signals += 1
        signal = a_signal(
            self._signals,
            action=action,
            symbol=symbol,
            sizing=Sizing(mode, _number(amount)) if amount else None,  # type: ignore[arg-type]
            sentiment=pairs.get("sentiment"),
            target_quantity=_number(pairs["target"]) if "target" in pairs else None,
            order_type="limit" if "limit" in pairs else "market",
            limit_price=_number(pairs["limit"]) if "limit" in pairs else None,
            source="alert" if policy else "manual",
            account_id=self._names[name],
            received_at=self.now,
            agent_id=AGENT if policy else None,
        )
        self._plan(name, signal, policy, " ".join(rest[arrow + 1 :]))

    def _plan(self, name: str, signal: Signal, policy: AgentPolicy | None, expected: str) -> None:
        self.book = self.book.rolled(self.market, self.now)
        made = plan(self.book, signal, policy, self.market, self.now)
        self.plans.append(made)
        if isinstance(made, Wait):
            self._waiting[name] = signal, policy
        found = self._carry_out(name, made)
        assert found == expected, f"found: {found}"

    def _carry_out(self, name: str, made: Plan) -> str:
        match made:
            case PlaceOrders(orders=orders, cancels=cancels):
                self._commit(name, orders, cancels)
                return f"order {orders[0].side} {_plain(orders[0].quantity)}"
            case Wait(orders=orders, cancels=cancels):
                self._commit(name, orders, cancels)
                words = [f"{order.side} {_plain(order.quantity)}" for order in orders]
                return " ".join(["wait", *words])
            case MoveOrder(change=change):
                return f"move {_plain(change.stop_price or change.limit_price or Decimal(0))}"
            case CancelOrders(order_ids=order_ids):
                self._commit(name, (), order_ids)
                return f"cancel {len(order_ids)}"
            case CancelAndClose(order_ids=order_ids, orders=orders):
                self._commit(name, orders, order_ids)
                return f"flatten {len(orders)}"
            case Refuse(reason_code=code):
                return f"denied {code}"
            case Ignore(reason_code=code):
                return f"ignored {code}"

    def _commit(self, name: str, orders: tuple[Order, ...], cancels: tuple[OrderId, ...]) -> None:
        for order_id in cancels:
            if (
                order := self._account_of(name).orders.get(order_id)
            ) is not None:  # a leg may go with its entry
                self._happen(name, order, VenueCancelled("asked", self.now))
        account = commit_orders(self._account_of(name), orders, agent_id=AGENT, now=self.now)
        self.book = self.book.with_account(account)

    def _happen(self, name: str, order: Order, event: OrderEvent) -> None:
        applied = apply_event(
            self._account_of(name), order, event, multiplier=self.market.instruments[order.symbol].multiplier
        )
        self.book = self.book.with_account(applied.book)
        for other, implied in applied.follow_ups:
            self._happen(name, other, implied)

    def _execution(self, order: Order, price: str) -> Fill:
        self._fills += 1
        return Fill(
            venue_execution_id=VenueExecutionId(f"X{self._fills}"),
            client_order_id=order.client_order_id,
            venue_order_id=VenueOrderId(f"V{order.order_id}"),
            symbol=order.symbol,
            side=order.side,
            quantity=order.remaining,
            price=_number(price),
            fee=Decimal(0),
            occurred_at=self.now,
        )

    def _account_of(self, name: str) -> AccountBook:
        return self.book.accounts[self._names[name]]


def _number(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
