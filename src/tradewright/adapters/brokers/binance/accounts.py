"""Binance's balances, positions and accounts as reports. Pure; anything of an unknown shape raises Unreadable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.ports.broker import AccountReport, PositionReport
from tradewright.kernel.money import ZERO

CURRENCY: Final = "USDT"
"""What accounts are counted in: spot values everything in it, futures keep their margin in it."""


def usdm_positions(value: Any) -> list[PositionReport]:
    """Read positionRisk: net quantities, flat ones left out."""
    nets: dict[str, tuple[Decimal, Decimal]] = {}
    for row in Fields.list_of(value, what="positions"):
        symbol = from_venue(row.need_text("symbol"), "usdm")
        quantity, average = nets.get(symbol, (ZERO, ZERO))
        held = row.need_number("positionAmt")
        nets[symbol] = (quantity + held, row.number_or_zero("entryPrice") if held else average)
    return [PositionReport(symbol, held, average) for symbol, (held, average) in nets.items() if held]


def usdm_account(value: Any) -> AccountReport:
    """Read a futures account: margin counted in USDT."""
    account = Fields.of(value, what="account")
    can_trade = not account.is_false("canTrade")
    return AccountReport(
        currency=CURRENCY,
        cash=account.need_number("totalWalletBalance"),
        equity=account.need_number("totalMarginBalance"),
        can_trade=can_trade,
        buying_power=account.number("availableBalance"),
        reason=None if can_trade else "Binance does not let this account trade",
    )


@dataclass(frozen=True, slots=True)
class Balance:
    asset: str
    free: Decimal
    locked: Decimal

    @property
    def total(self) -> Decimal:
        return self.free + self.locked


def spot_balances(value: Any) -> list[Balance]:
    """Read what a spot account holds, empty balances left out."""
    account = Fields.of(value, what="account")
    balances = [
        Balance(row.need_text("asset"), row.number_or_zero("free"), row.number_or_zero("locked"))
        for row in account.objects("balances")
    ]
    return [balance for balance in balances if balance.total]


def spot_account(value: Any, prices: Mapping[str, Decimal]) -> AccountReport:
    """Read a spot account; `prices` are last prices by Binance's symbols.

    Coins without a market against USDT, straight or by way of BTC, count as nothing.
    """
    account = Fields.of(value, what="account")
    balances = spot_balances(value)
    money = next((one for one in balances if one.asset == CURRENCY), Balance(CURRENCY, ZERO, ZERO))
    can_trade = not account.is_false("canTrade")
    return AccountReport(
        fee_rates=_spot_fees(account),
        currency=CURRENCY,
        cash=money.total,
        equity=sum((one.total * _worth(one.asset, prices) for one in balances), ZERO),
        can_trade=can_trade,
        buying_power=money.free,
        reason=None if can_trade else "Binance does not let this account trade",
    )


def _spot_fees(account: Fields) -> FeeRates | None:
    """Read what a taker pays; what Binance lets off for fees in BNB is left out, for it depends on the BNB at hand."""
    rates = account.object("commissionRates")
    taker = None if rates is None else rates.number("taker")
    if rates is None or taker is None:
        return None
    # Some accounts pay more on one side; which one an order is on, a rate for both ends cannot say.
    return FeeRates(taker + max(rates.number_or_zero("buyer"), rates.number_or_zero("seller")))


def usdm_fees(value: Any) -> FeeRates:
    """Read the answer about one contract; the tier is the account's, and holds for all that are margined in USDT."""
    return FeeRates(Fields.of(value, what="fee rate").need_number("takerCommissionRate"))


def spot_positions(balances: Iterable[Balance], pairs: Mapping[str, str]) -> list[PositionReport]:
    """Return each balance as a position in every symbol of `pairs` (our symbol → its base coin). There is no average."""
    held = {balance.asset: balance.total for balance in balances}
    return [
        PositionReport(symbol, held[base], ZERO) for symbol, base in sorted(pairs.items()) if base in held
    ]


def prices_of(value: Any) -> dict[str, Decimal]:
    """Read last prices by Binance's symbols."""
    return {
        row.need_text("symbol"): row.number_or_zero("price") for row in Fields.list_of(value, what="prices")
    }


def _worth(asset: str, prices: Mapping[str, Decimal]) -> Decimal:
    if asset == CURRENCY:
        return Decimal(1)
    straight = prices.get(asset + CURRENCY)
    if straight:
        return straight
    return prices.get(asset + "BTC", ZERO) * prices.get("BTC" + CURRENCY, ZERO)
