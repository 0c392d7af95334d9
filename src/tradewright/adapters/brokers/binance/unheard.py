"""Where a spot account may have been traded without a word to us: balances that changed, and in which symbols.

Binance lists trades by symbol alone, so a trade by hand in a symbol that we never touched, whose report the stream lost or
told before we listened, is in no list that we read. Its coins are in the balances. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tradewright.adapters.brokers.binance.accounts import CURRENCY
from tradewright.domain.trading.ports.broker import VenueInstrument
from tradewright.kernel.money import ZERO

ASKED_MAX: Final = 10
"""Symbols asked in one look because of a balance: a question costs 20 of the 6000 a minute; the rest waits for the next."""
CROSSED_MAX: Final = 6
"""Coins that changed together and may have been exchanged for one another; of more, each is asked against USDT alone."""
FEE_COIN: Final = "BNB"
"""Pays fees of trades in any symbol: that there is less of it is asked about, but nothing hurries."""
Balances = Mapping[str, Decimal]
Total = tuple[str, Decimal]
"""A coin and how much of it there is."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Symbols to ask for trades, and the balances that are explained once those have been read. `asked` are totals whose
    symbols are asked now.
    """

    symbols: tuple[str, ...]
    held: Balances
    asked: frozenset[Total]
    is_urgent: bool


def unheard(
    before: Balances | None,
    now: Balances,
    *,
    rules: Mapping[str, VenueInstrument],
    followed: Collection[str],
    asked_before: Collection[Total] = (),
) -> Unheard:
    """Return what may have been traded between two sets of totals by coin; None: nothing was compared yet.

    A change is explained where a symbol in `followed`, which is asked anyway, exchanges the coin for USDT or for another
    that changed. Transfers are asked about like trades: only the answer tells them apart. Lists of trades may lag behind
    balances, so a total is asked about in two looks; `asked_before` are those of the look before.
    """
    held = dict(before or {})
    known = before or {}
    changed = sorted(coin for coin in {*known, *now} if known.get(coin, ZERO) != now.get(coin, ZERO))
    crossed = set(changed) if before is not None and len(changed) <= CROSSED_MAX else set()
    partners = {*crossed, CURRENCY}
    exchanged = {_coins(rules[symbol]) for symbol in followed if symbol in rules}
    symbols: dict[str, None] = {}
    asked: set[Total] = set()
    is_urgent = False
    for coin in changed:
        wanted: list[str] = []
        if coin != CURRENCY and not any(coin in pair and (pair - {coin}) & partners for pair in exchanged):
            wanted = _symbols(coin, partners - {coin}, rules)[:ASKED_MAX]
        if len({*symbols, *wanted}) > ASKED_MAX:
            continue  # its balance stays unexplained, and comes first with a later look
        symbols |= dict.fromkeys(wanted)
        total = (coin, now.get(coin, ZERO))
        if wanted and total not in asked_before:
            asked.add(total)
        is_urgent = is_urgent or (bool(wanted) and not _is_fee(coin, known, now))
        if total not in asked:
            held[coin] = total[1]
    kept = {coin: total for coin, total in held.items() if total}
    return Unheard(tuple(symbols), kept, frozenset(asked), is_urgent)


def _coins(rule: VenueInstrument) -> frozenset[str]:
    return frozenset({rule.instrument.base or "", rule.instrument.currency})


def _symbols(coin: str, partners: set[str], rules: Mapping[str, VenueInstrument]) -> list[str]:
    names = [name for partner in sorted(partners) for name in (coin + partner, partner + coin)]
    return [name for name in names if name in rules]


def _is_fee(coin: str, before: Balances, now: Balances) -> bool:
    return coin == FEE_COIN and now.get(coin, ZERO) < before.get(coin, ZERO)
