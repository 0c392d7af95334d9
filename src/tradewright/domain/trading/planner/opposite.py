"""What a buy or a sell means given what is held: one table, shown to the trader as it stands.

The first row that fits decides. "Against" means that the signal trades against the position; `left` is the sentiment: which
side the sender wants to be left with (with: the one he trades towards; against: the one he trades away from). The rule is
the agent's `opposite`; orders of persons and programs, and orders with a price, are traded "as asked": they net.

An alert's quantity is always the size of the NEW position here: the parser has already taken the old one off TradingView's
`contracts`, which is |old| + |new| on a reversal (alerts/quantity.py). An order with a price never reverses: while it
rests its stop may close the position first, and it would open more than was sized.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from tradewright.domain.trading.signal import Sentiment, Side

Held = Literal["nothing", "same", "against"]
Left = Literal["untold", "with", "against", "flat"]
Rule = Literal["reverse", "close", "net", "ignore", "as_asked"]
Meaning = Literal["open", "add", "reverse", "close", "reduce", "net", "ignore", "nothing"]
"""open and add open exposure; reverse closes, awaits the fill and opens; close closes everything; reduce closes at most the
asked size; net trades the asked size, which may cross zero; ignore and nothing do nothing.
"""
ANY: Literal["any"] = "any"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. "any" fits everything."""

    held: Held | Literal["any"]
    left: Left | Literal["any"]
    reduce_only: Literal["yes", "no", "any"]
    rule: Rule | Literal["any"]
    meaning: Meaning
    words: str


TABLE: tuple[Row, ...] = (
    Row("against", "flat", ANY, ANY, "close", "Wanted flat: everything is closed, whatever the size."),
    Row("against", "against", ANY, ANY, "reduce", "Still wanted on the old side: only part of it is closed."),
    Row(
        "against",
        ANY,
        "yes",
        ANY,
        "reduce",
        "Reduce-only: closes what was asked, and never more than is held.",
    ),
    Row("nothing", "flat", ANY, ANY, "nothing", "Wanted flat and flat: an out-of-sync exit opens nothing."),
    Row(
        "nothing",
        "against",
        ANY,
        ANY,
        "nothing",
        "It belongs to a position we do not have; it opens nothing.",
    ),
    Row("nothing", ANY, "yes", ANY, "nothing", "There is nothing to reduce."),
    Row("same", "flat", ANY, ANY, "nothing", "It would close the other side, which is not held."),
    Row("same", "against", ANY, ANY, "nothing", "It would reduce the other side, which is not held."),
    Row("same", ANY, "yes", ANY, "nothing", "There is nothing on the other side to reduce."),
    Row("nothing", ANY, "no", ANY, "open", "A new position."),
    Row("same", ANY, "no", ANY, "add", "Adds to the position, up to the agent's pyramiding cap."),
    Row(
        "against",
        ANY,
        "no",
        "reverse",
        "reverse",
        "Cancel what rests, close, await the fill, then open anew.",
    ),
    Row("against", ANY, "no", "close", "close", "The position is closed and nothing is opened."),
    Row("against", ANY, "no", "net", "net", "The asked size is traded against the position."),
    Row("against", ANY, "no", "ignore", "ignore", "The position stays as it is."),
    Row(
        "against", ANY, "no", "as_asked", "net", "A person's or a program's order, or one with a price, nets."
    ),
)


def meaning_of(
    *, held: Decimal, side: Side, sentiment: Sentiment | None, reduce_only: bool, rule: Rule
) -> Row:
    """Return the row that decides. `held` is the signed quantity that counts as the position."""
    towards: Sentiment = "long" if side == "buy" else "short"
    stands: Held = "nothing" if held == 0 else "same" if (held > 0) == (side == "buy") else "against"
    left: Left = (
        "untold"
        if sentiment is None
        else "flat"
        if sentiment == "flat"
        else "with"
        if sentiment == towards
        else "against"
    )
    asked = (stands, left, "yes" if reduce_only else "no", rule)
    return next(row for row in TABLE if _fits(row, asked))


def opposite_table() -> list[dict[str, Any]]:
    """Return the table's rows in order, as the API and the documents show them."""
    return [asdict(row) for row in TABLE]


def _fits(row: Row, asked: tuple[str, ...]) -> bool:
    wanted = (row.held, row.left, row.reduce_only, row.rule)
    return all(want in (ANY, given) for want, given in zip(wanted, asked, strict=True))
