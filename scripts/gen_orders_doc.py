"""Writes docs/reference/orders.md from the tables the planner decides by. A test fails when it is stale."""

from __future__ import annotations

from pathlib import Path

from tradewright.domain.trading.planner.opposite import TABLE
from tradewright.domain.trading.planner.reasons import REASONS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "orders.md"
HEAD = """\
# What a signal comes to

Made from `src/tradewright/domain/trading/planner/` by `make gen`; edit those tables, not this page.
How to write an order stands in [order types](../how-to/order-types.md).

## A buy or a sell, given what is held

The first row that fits decides. **Held** is what is held or on its way at the market: nothing, the same side as the signal, or
against it. **Left** is the sentiment: which side the sender wants to be left with — the one he trades towards (with), the one he
trades away from (against), flat, or untold. **Rule** is the agent's `opposite`; orders of persons and programs, and orders with a
price, are `as_asked`. The same rows are answered by `GET /agents/opposite-table`.

| held | left | reduce-only | rule | comes to | |
|---|---|---|---|---|---|
"""
FILLS = """
## Partial fills and dust

Below the venue's smallest order nothing can be sold, so nothing is tried. Such a rest is kept, shown, blocks nothing, and goes
with the next order that closes the position.

| filled so far | may still fill | a stop is wanted | what is done |
|---|---|---|---|
| nothing | yes | either | wait |
| nothing | no | either | the legs end |
| less than the smallest order | yes | either | wait for more |
| less than the smallest order | no | either | kept as dust; its legs wait for a price, or another fill, that makes it enough |
| enough | either | yes | the stop goes out, sized to what filled, and grows with it |
| enough | either | no | held; any exit closes it |
| a partial exit would leave dust | | | the exit takes it along |

## Why a signal came to nothing

`reason_code` of a signal that was denied or ignored; a denial by one of the trader's limits carries the rule's name instead.

| code | meaning |
|---|---|
"""


def render_page() -> str:
    """Return the whole page."""
    rows = "".join(
        f"| {row.held} | {row.left} | {row.reduce_only} | {row.rule} | **{row.meaning}** | {row.words} |\n"
        for row in TABLE
    )
    codes = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in sorted(REASONS.items()))
    return HEAD + rows + FILLS + codes


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
