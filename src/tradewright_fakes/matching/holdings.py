"""What an account owns: cash and net positions (stocks), coins (spot), a wallet and positions (futures)."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from tradewright_fakes.matching.instruments import Instrument
from tradewright_fakes.matching.orders import NOTHING, Fill, Order, PositionSide

Find = Callable[[str], Instrument]


@dataclass(slots=True)
class Position:
    """Signed base units at their average price; short is negative."""

    symbol: str
    side: PositionSide = "both"
    quantity: Decimal = NOTHING
    average: Decimal = NOTHING
    realised: Decimal = NOTHING

    def book(self, signed: Decimal, price: Decimal) -> Decimal:
        """Add `signed` units at `price`; return the profit realised by it."""
        before, after = self.quantity, self.quantity + signed
        realised = NOTHING
        if before * signed >= 0:
            self.average = (
                (abs(before) * self.average + abs(signed) * price) / abs(after) if after else NOTHING
            )
        else:
            closed = min(abs(before), abs(signed))
            realised = closed * (price - self.average) * (1 if before > 0 else -1)
            if abs(signed) > abs(before):
                self.average = price
            elif after == 0:
                self.average = NOTHING
        self.quantity = after
        self.realised += realised
        return realised


def signed_of(fill: Fill) -> Decimal:
    return fill.quantity if fill.side == "buy" else -fill.quantity


class Books(Protocol):
    """How one kind of account books a fill, and what it holds."""

    @abstractmethod
    def book(self, fill: Fill, instrument: Instrument) -> None:
        """Book `fill`, writing what it realised and the position after it onto it."""

    @abstractmethod
    def start_again(self) -> None:
        """Forget every fill; deposits stay."""

    @abstractmethod
    def held(self, symbol: str, side: PositionSide) -> Decimal:
        """Signed units held of `symbol`."""

    @abstractmethod
    def deposit(self, asset: str, amount: Decimal) -> None:
        """Put `amount` in (negative: take it out), as a transfer does."""


class NetBooks(Books):
    """Cash and one net position a symbol."""

    def __init__(self, cash: Decimal) -> None:
        self._deposited = cash
        self.cash = cash
        self.positions: dict[str, Position] = {}

    def book(self, fill: Fill, instrument: Instrument) -> None:
        position = self.positions.setdefault(fill.symbol, Position(fill.symbol))
        signed = signed_of(fill)
        fill.realised = position.book(signed, fill.price)
        self.cash -= signed * fill.price
        if fill.fee_asset == instrument.base:
            position.quantity -= fill.fee
        elif fill.fee_asset == instrument.quote:
            self.cash -= fill.fee
        fill.position_after = position.quantity
        if position.quantity == 0:
            del self.positions[fill.symbol]

    def start_again(self) -> None:
        self.cash = self._deposited
        self.positions.clear()

    def held(self, symbol: str, side: PositionSide) -> Decimal:
        return self.positions[symbol].quantity if symbol in self.positions else NOTHING

    @property
    def deposited(self) -> Decimal:
        """Cash that was ever put in, less what was taken out."""
        return self._deposited

    def deposit(self, asset: str, amount: Decimal) -> None:
        self._deposited += amount
        self.cash += amount


class SpotBooks(Books):
    """Coins. What open orders lock is the skin's sum over them, not kept here."""

    def __init__(self, balances: dict[str, Decimal], find: Find) -> None:
        self._deposited: defaultdict[str, Decimal] = defaultdict(Decimal, balances)
        self.balances: defaultdict[str, Decimal] = defaultdict(Decimal, balances)
        self._find = find

    def book(self, fill: Fill, instrument: Instrument) -> None:
        signed = signed_of(fill)
        self.balances[instrument.base] += signed
        self.balances[instrument.quote] -= signed * fill.price
        self.balances[fill.fee_asset] -= fill.fee
        fill.position_after = self.balances[instrument.base]

    def start_again(self) -> None:
        self.balances = self._deposited.copy()

    def held(self, symbol: str, side: PositionSide) -> Decimal:
        return self.balances[self._find(symbol).base]

    def deposit(self, asset: str, amount: Decimal) -> None:
        self._deposited[asset] += amount
        self.balances[asset] += amount


class FuturesBooks(Books):
    """A wallet in one coin and positions, net or one a side."""

    def __init__(self, wallet: Decimal, asset: str = "USDT") -> None:
        self._deposited = wallet
        self.wallet = wallet
        self.asset = asset
        self.is_hedged = False
        self.leverage: defaultdict[str, int] = defaultdict(lambda: 20)
        self.isolated: set[str] = set()
        self.positions: dict[tuple[str, PositionSide], Position] = {}

    def position(self, symbol: str, side: PositionSide) -> Position:
        return self.positions.setdefault((symbol, side), Position(symbol, side))

    def book(self, fill: Fill, instrument: Instrument) -> None:
        position = self.position(fill.symbol, fill.position_side)
        fill.realised = position.book(signed_of(fill), fill.price)
        self.wallet += fill.realised
        if fill.fee_asset == self.asset:
            self.wallet -= fill.fee
        fill.position_after = position.quantity

    def start_again(self) -> None:
        self.wallet = self._deposited
        self.positions.clear()

    def held(self, symbol: str, side: PositionSide) -> Decimal:
        found = self.positions.get((symbol, side))
        return NOTHING if found is None else found.quantity

    def deposit(self, asset: str, amount: Decimal) -> None:
        self._deposited += amount
        self.wallet += amount


@dataclass(slots=True)
class Account:
    """One trader's account at the venue."""

    id: str
    number: int
    books: Books
    orders: dict[str, Order] = field(default_factory=dict)
    """Every order ever, by id, oldest first."""
    open: dict[str, Order] = field(default_factory=dict)
    by_client: dict[str, list[Order]] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)

    def rebuild(self, find: Find) -> None:
        """Book everything again from the first fill: the way out of a bust or a correction."""
        self.books.start_again()
        for fill in _standing(self.fills):
            self.books.book(fill, find(fill.symbol))


def _standing(fills: Iterable[Fill]) -> Iterable[Fill]:
    return (fill for fill in fills if not fill.is_busted)
