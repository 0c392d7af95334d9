"""What it means that the venue does not show an order whose fate is open, when it is first looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tradewright.domain.trading.order import Order, OutcomeUnknown, ProvedAbsent
from tradewright.domain.trading.ports.broker import Capabilities

RESEND_AGE_MAX = timedelta(seconds=60)
"""An order that provably never left may still be sent while its signal is this young; the trader meant that price."""


@dataclass(frozen=True, slots=True)
class SendNow:
    """It was committed and, as far as anybody knows, never sent; the venue would refuse a second one for ever."""


def judge_absence(
    order: Order, capabilities: Capabilities, *, was_sent: bool, now: datetime
) -> SendNow | ProvedAbsent | OutcomeUnknown:
    """Return what a look-up miss means for an order in submitting or unknown.

    `was_sent` tells whether this very process tried to send it. Only an order that nobody is known to have sent may be sent
    now, and only where a second one with its id can never be taken: then even a first one still on its way does no harm.
    """
    age = now - order.created_at
    may_double = capabilities.duplicates != "for_ever"
    if order.state == "submitting" and not was_sent and not may_double and age <= RESEND_AGE_MAX:
        return SendNow()
    if not capabilities.lookup_is_consistent:
        return OutcomeUnknown("the venue does not show the order yet, which proves nothing here", now)
    if was_sent or order.state == "unknown":
        return ProvedAbsent("it was sent once and the venue does not have it", now)
    if may_double:
        return ProvedAbsent(
            "the venue does not have it, and would not refuse a second one, so it is not sent again", now
        )
    words = f"the venue does not have it, and at {age.total_seconds():.0f} s it is too old to be sent now"
    return ProvedAbsent(words, now)


def unsent_now(reason: str, capabilities: Capabilities, now: datetime) -> ProvedAbsent | OutcomeUnknown:
    """Return what it means that an order that might have been sent now is not, for `reason`.

    An earlier life of this process may have sent it: only where look-ups tell the truth is the miss before it proof.
    """
    if capabilities.lookup_is_consistent:
        return ProvedAbsent(f"never sent: {reason}", now)
    return OutcomeUnknown(f"not sent again: {reason}", now)
