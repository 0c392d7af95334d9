"""The facts of one decision, gathered once, and the answers every part of the planner can give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import PLATFORM, MarketView, Quote
from tradewright.domain.trading.outcome import Refused, Trace
from tradewright.domain.trading.plans import Ignore, Refuse
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.risk import Denied
from tradewright.domain.trading.signal import AgentPolicy, Intent, Side, Signal
from tradewright.domain.trading.sizing import Means
from tradewright.kernel.money import ZERO, plain

RANGE_TIMEFRAME = "1h"
"""Of which bars the average true range is taken where no agent says."""
FATE_IS_OPEN = ("submitting", "unknown")
"""States of an order that was sent, or is about to be, and that the venue may or may not have."""


@dataclass(slots=True)
class Turn:
    """One signal, the books and the markets it is decided on; `decision` grows into the timeline's document.

    `markets` is everything that is known, which the books value themselves by; `market` is what the account's own
    venue says: an order is sized, priced and refused by nothing else.
    """

    book: UserBook
    account: AccountBook
    signal: Signal
    policy: AgentPolicy | None
    markets: MarketView
    now: datetime
    decision: Trace = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.decision["intent"] = intent_to_json(self.signal.intent)

    @property
    def market(self) -> MarketView:
        return self.markets.of(self.account.venue)

    @property
    def intent(self) -> Intent:
        return self.signal.intent

    @property
    def delay_s(self) -> int:
        """How long the signal is held back before it is decided."""
        given = self.intent.delay_s
        if given is None and self.policy is not None:
            given = self.policy.delay_s
        return given or 0

    @property
    def steps_before(self) -> int:
        """Steps that went by before the first decision: one where the delay was waited for here."""
        return 1 if self.delay_s and self.signal.not_before is None else 0

    def instrument_asked(self) -> Instrument | Refuse:
        """Return the instrument the signal names, or the refusal that says what is wrong with it."""
        symbol = self.intent.symbol
        if symbol is None:
            return self.refuse("symbol_missing", f"A {self.intent.action} needs a symbol.")
        instrument = self.instrument(symbol)
        return instrument or self.refuse("unknown_symbol", f"{symbol} is not a symbol we can trade.")

    @property
    def cancel_at(self) -> datetime | None:
        """When an entry that still rests is cancelled; None: never."""
        return self._after(None if self.policy is None else self.policy.cancel_after_s)

    @property
    def exit_cancel_at(self) -> datetime | None:
        """When an exit at a price that still rests is cancelled, and sent again at the market; None: never."""
        return self._after(None if self.policy is None else self.policy.exit_cancel_after_s)

    def _after(self, seconds: int | None) -> datetime | None:
        seconds = seconds if self.intent.cancel_after_s is None else self.intent.cancel_after_s
        return None if seconds is None else self.now + timedelta(seconds=seconds)

    def capabilities(self, instrument: Instrument | None) -> Capabilities:
        """Return what the account's venue can do with the instrument."""
        caps = self.account.capabilities
        return caps if instrument is None else caps.of(instrument.market)

    def entries_standing(self, symbol: str, side: Side) -> int:
        """Return how many entries stand in one direction: those that made the position and those on their way.

        One that is being cancelled stands no longer, unless nobody knows whether the venue has it.
        """
        on_their_way = sum(
            order.leg == "entry"
            and order.side == side
            and not order.reduce_only
            and not order.filled_quantity
            and (not order.cancel_requested or order.state in FATE_IS_OPEN)
            for order in self.account.orders_of(symbol)
        )
        return self.account.history.standing.get(symbol, 0) + on_their_way

    def has_open_fate(self, symbol: str, side: Side) -> bool:
        """Whether an entry on `side` has been sent and nobody can say yet whether the venue has it."""
        return any(
            order.leg == "entry" and order.side == side and order.state in FATE_IS_OPEN
            for order in self.account.orders_of(symbol)
        )

    def average_range(self, symbol: str) -> Decimal | None:
        """Return the average true range of the bars that the agent's policy names, None while nobody knows it."""
        key = (symbol, RANGE_TIMEFRAME if self.policy is None else self.policy.atr_timeframe)
        own = self.market.ranges.get(key)
        return self.markets.ranges.get(key) if own is None else own

    def instrument(self, symbol: str) -> Instrument | None:
        """Return the instrument with what trading it costs this account."""
        found = self.market.instruments.get(symbol)
        return None if found is None else self.account.fee_rates.on(found)

    def quote(self, symbol: str) -> Quote | Refuse:
        """Return a quote to decide by, noting it in the decision, or the refusal that says why there is
        none.
        """
        quote = self.market.quotes.get(symbol)
        if quote is None or not quote.is_sound:
            return self.refuse("quote_missing", f"There is no usable price for {symbol} right now.")
        age_s = quote.age_s(self.now)
        if abs(age_s) > self.market.quote_age_max_s:
            limit = f"{self.market.quote_age_max_s:g}"
            reason = f"The price of {symbol} is {age_s:.0f} s old; orders need one of the last {limit} s."
            return self.refuse("quote_stale", reason, limit=limit, value=f"{age_s:.1f}")
        self.decision["quote"] = {
            "bid": plain(quote.bid),
            "ask": plain(quote.ask),
            "at": quote.at.isoformat(),
        }
        return quote

    def means(self, instrument: Instrument, *, stop: Decimal | None) -> Means:
        """Return what a size may be taken from. Buying power is the venue's word; on paper it is the equity."""
        account, equity = self.account, self.account.equity(self.markets, self.now)
        power = equity
        if account.venue != PLATFORM:
            power = None if equity is None or account.money is None else account.money.buying_power
        return Means(
            equity=equity,
            stop=stop,
            buying_power=power,
            held=abs(account.projected(instrument.symbol, with_doubtful=False)),
            average_range=self.average_range(instrument.symbol),
            fee_rate=instrument.fee_rate or ZERO,
        )

    def refuse(self, code: str, reason: str, *, limit: str | None = None, value: str | None = None) -> Refuse:
        """Return a refusal by a rule of ours that is not one of the trader's limits."""
        return Refuse(code, reason, code, None, limit, value, self.decision)

    def refuse_step(self, refused: Refused, *, step: str) -> Refuse:
        self.decision[step] = refused.trace | {"refused": refused.code, "words": refused.message}
        limits = ("smallest", "notional_min")
        limit = next((refused.trace[key] for key in limits if key in refused.trace), None)
        return self.refuse(refused.code, refused.message, limit=limit, value=refused.trace.get("quantity"))

    def refuse_risk(self, denied: Denied) -> Refuse:
        return Refuse(
            denied.rule, denied.message, denied.rule, denied.scope, denied.limit, denied.value, self.decision
        )

    def ignore(self, code: str, reason: str) -> Ignore:
        return Ignore(code, reason, self.decision)


def opposes(held: Decimal, change: Decimal) -> bool:
    """Return whether `change` works against what is held."""
    return held * change < 0
