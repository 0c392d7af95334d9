"""The documents a trader accepts, at sign-up and before real money is traded, each with the version that is current.

A changed text gets a new version; who accepted which version, when and from where is in `app.legal_acceptance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DocumentName = Literal["risk_disclaimer", "terms", "live_trading"]


@dataclass(frozen=True, slots=True)
class LegalDocument:
    document: DocumentName
    version: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A trader's statement that they read this version of this document."""

    document: str
    version: str


_RISK_DISCLAIMER = """\
Trading can lose money, and can lose it quickly. With leverage, futures or currencies you can lose more than you put in. \
Only trade with money you can afford to lose.

Tradewright carries out the instructions that you, your alerts and your programs give it. It gives no investment advice \
and recommends no trade. Past results, backtests and paper trading say little about future results: paper fills have no \
queue, no partial liquidity and no outage unless you configure them.

Limits, stops and kill switches reduce risk; they do not remove it. Prices jump, venues halt, networks fail, and an order \
may be filled at a price far from the one you expected, or not at all.

You decide what to trade, how large and with which limits, and you are responsible for the result."""

_TERMS = """\
You may use this service to trade your own accounts. Keep your password, API keys and alert addresses to yourself: who has \
them can trade for you, and what is done with them counts as done by you.

Do not use the service to break a law, a venue's rules, or the terms of a service that sends you alerts. Automated use of \
third-party alerts and data may be limited by that third party's own terms; complying with them is your part.

The service is provided as it is. It keeps a record of every alert, order and change, which you may read and export. The \
operator may suspend an account that endangers others or breaks these terms, and you may leave at any time."""

_LIVE_TRADING = """\
From here on orders are carried out with your money.

What an alert, an agent or a program asks for is sent without asking you again, also at night and while you are away. Set \
limits that you can bear before you arm anything, and try the same agent on a paper account first: paper fills have no \
queue, no outage and no surprise.

A stop that we keep protects only while this program runs and reaches the venue. A stop at the venue protects without us, \
and may still fill far from its price. The kill switch cancels and closes as fast as the venue allows, and no faster.

Give us a key that may trade and may not withdraw. Orders that you place by hand at the same account are shown, and not \
managed.

You have read the risk disclaimer, you trade your own money, and you are responsible for the result."""

CURRENT: tuple[LegalDocument, ...] = (
    LegalDocument("risk_disclaimer", "2026-11-01", "Risk disclaimer", _RISK_DISCLAIMER),
    LegalDocument("terms", "2026-11-01", "Terms of service", _TERMS),
)
"""Every one of these must be accepted, in this version, to sign up."""

LIVE_TRADING = LegalDocument("live_trading", "2026-11-21", "Before you trade real money", _LIVE_TRADING)
"""Must be accepted, in this version, before an account with real money is linked or an order placed there."""


def missing_acceptances(accepted: tuple[Acceptance, ...]) -> tuple[LegalDocument, ...]:
    """Return the current documents that `accepted` does not cover in their current version."""
    given = {(one.document, one.version) for one in accepted}
    return tuple(document for document in CURRENT if (document.document, document.version) not in given)
