"""How much of every limit is used, as the next decision would count it, and what is at stake in each symbol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.risk.facts import ScopeFacts
from tradewright.domain.trading.risk.gather import EVERYTHING, gather
from tradewright.domain.trading.risk.history import losses_in_row
from tradewright.domain.trading.risk.reserve import Exposure
from tradewright.domain.trading.risk.rules.pace import MINUTE
from tradewright.domain.trading.risk.verdict import percent_text, used_of
from tradewright.domain.trading.risk.worst_case import exposures_of
from tradewright.kernel.money import ZERO, plain, plain_money

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_SHARE_STEP = Decimal("0.0001")


def usage_document(book: UserBook, market: MarketView, now: datetime) -> Trace:
    """Return `{"user": {"figures"}, "accounts": [{"account_id", "figures", …}], "exposure": [{…}]}`.

    A figure is `{"rule", "value", "limit", "used_percent"}`; its value is None while it cannot be known, and an entry is
    denied then wherever it has a limit. Money is in account currency, positions at the worst case of all that is live.
    """
    book = book.rolled(market, now)
    facts = {one.account_id: _facts(book, one, market, now) for one in book.accounts.values()}
    first = next(iter(facts.values()), None)
    user = None if first is None else first[0]
    return {
        "user": {
            "figures": [] if user is None else _figures(user, list(book.accounts.values()), market, now)
        },
        "accounts": [
            {
                "account_id": str(account_id),
                "figures": _figures(own, [book.accounts[account_id]], market, now),
            }
            for account_id, (_, own) in facts.items()
        ],
        "exposure": exposure_rows(book.accounts.values(), market, now),
    }


def exposure_rows(accounts: Iterable[AccountBook], market: MarketView, now: datetime) -> list[Trace]:
    """Return what each symbol of each account is worth, largest first: `notional` of what is held, `reserved` of all that is
    live in the worst case, `share` of the sum of the latter (0–1). None where there is no price.
    """
    rows = [
        (account, symbol, worth)
        for account in accounts
        for symbol, worth in exposures_of(account, market, now).items()
    ]
    total = sum((worth.largest for _, _, worth in rows if worth is not None), ZERO)
    rows.sort(key=lambda row: ZERO if row[2] is None else row[2].largest, reverse=True)
    return [
        _exposure_row(account, symbol, worth, market.of(account.venue).mark(symbol, now))
        | {"share": _share(worth, total)}
        for account, symbol, worth in rows
    ]


def _exposure_row(account: AccountBook, symbol: str, worth: Exposure | None, mark: Decimal | None) -> Trace:
    position = account.position(symbol)
    held = None if mark is None else abs(position.quantity) * mark * position.multiplier
    side = position.side or ("buy" if worth is None or worth.long >= worth.short else "sell")
    return {
        "account_id": str(account.account_id),
        "symbol": symbol,
        "side": side,
        "notional": "0" if position.is_flat else None if held is None else plain_money(held),
        "reserved": None if worth is None else plain_money(worth.largest),
    }


def _share(worth: Exposure | None, total: Decimal) -> str | None:
    return None if worth is None or total <= 0 else plain((worth.largest / total).quantize(_SHARE_STEP))


def _facts(
    book: UserBook, account: AccountBook, market: MarketView, now: datetime
) -> tuple[ScopeFacts, ScopeFacts]:
    """Return the facts of user and account for no symbol in particular."""
    _, user, own = gather(
        book, account, "", policy=None, agent_id=None, market=market, now=now, wants=EVERYTHING
    )
    return user, own


def _figures(
    facts: ScopeFacts, accounts: list[AccountBook], market: MarketView, now: datetime
) -> list[Trace]:
    limits, rest, equity = facts.limits, facts.rest, facts.equity
    loss = None if facts.loss_today is None else max(facts.loss_today, ZERO)
    start = facts.equity_start
    percent = None if loss is None or not start or start <= 0 else (loss * _HUNDRED / start).quantize(_CENT)
    gross = None if rest is None else rest.gross
    leverage = None if gross is None or equity is None or equity <= 0 else (gross / equity).quantize(_CENT)
    row, _ = losses_in_row(facts.closed)
    minute = sum(one.at > now - MINUTE for one in facts.sent)
    return [
        _figure("loss_daily", loss, limits.loss_daily_max),
        _figure("loss_daily_percent", percent, limits.loss_daily_percent_max),
        _figure("cooldown", row, limits.cooldown_losses),
        _figure("order_rate", minute, limits.orders_per_minute_max),
        _figure("trades_daily", facts.trades_today, limits.trades_daily_max),
        _figure("trades_open", facts.trades_open, limits.trades_open_max),
        _figure("positions", facts.positions_other, limits.positions_max),
        _figure("position_notional", _largest(accounts, market, now), limits.position_notional_max),
        _figure("exposure_gross", gross, limits.exposure_gross_max),
        _figure("exposure_net", None if rest is None else rest.net, limits.exposure_net_max),
        _figure("leverage", leverage, limits.leverage_max),
    ]


def _largest(accounts: list[AccountBook], market: MarketView, now: datetime) -> Decimal | None:
    """Return what the largest symbol may be worth, over all of these accounts."""
    by_symbol: dict[str, Exposure] = {}
    for account in accounts:
        for symbol, worth in exposures_of(account, market, now).items():
            if worth is None:
                return None
            by_symbol[symbol] = by_symbol.get(symbol, Exposure()) + worth
    return max((worth.largest for worth in by_symbol.values()), default=ZERO)


def _figure(rule: str, value: Decimal | int | None, limit: Decimal | int | None) -> Trace:
    used = None if value is None or limit is None else used_of(value, limit)
    return {
        "rule": rule,
        "value": None if value is None else plain_money(Decimal(value)),
        "limit": None if limit is None else plain(Decimal(limit)),
        "used_percent": percent_text(used),
    }
