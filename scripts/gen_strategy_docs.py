"""Writes docs/reference/strategy.schema.json and docs/reference/language.md: words, functions and limits come from the
language's own tables, and every example on the page is read by the parser. A test fails when they are stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from tradewright.domain.strategy import sections
from tradewright.domain.strategy.analysis.measure import COST_MAX
from tradewright.domain.strategy.expression.builtins import BAR_NAMES, FUNCTIONS, HISTORY_MAX
from tradewright.domain.strategy.expression.lexer import TEXT_MAX
from tradewright.domain.strategy.expression.parser import DEPTH_MAX, NODES_MAX, parse
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.schema import json_schema

_REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PAGE = _REFERENCE / "language.md"
SCHEMA = _REFERENCE / "strategy.schema.json"
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("crossover(ema(close, 12), ema(close, 26))", "The fast average has just risen above the slow one."),
    ("close > highest(high, 20)[1]", "A close above the highest high of the 20 bars before this one."),
    ("macd(close, 12, 26, 9).histogram > 0", "One output of an indicator with several."),
    ("ta.rsi(close, length=14) < 30", "Pine's prefix is dropped, and arguments may be named."),
    ('close > on("1h", ema(close, 50))', "Above the average of the last hour that has closed."),
    ('session("0930-1600", "America/New_York", "23456")', "The bar opened in New York's trading hours."),
    ("na(close[10]) ? 0 : close - close[10]", "Change over ten bars, 0 before there are as many."),
)
HEAD = """\
# The expression language

Made by `make gen` from the language's own tables. An expression is a formula over bars, and means what it
means in Pine Script. It is text that we parse: no Python is ever evaluated. Where expressions stand is told by the
[how-to](../how-to/write-a-strategy.md); every function of the library is listed [apart](indicators.md).

## Values

- A number is an int (`14`) or a float (`0.5`); a condition is `true` or `false`; a text (`"1h"`) is only ever an argument.
- `na` is no value. Arithmetic with `na` gives `na`, a comparison with it is false, and nothing equals it: ask `na(x)`.
  A condition is never `na`: `x[n]` beyond the first bar is `na` for a number and false for a condition.
- `/` always gives a float: `5 / 2` is 2.5. Division by zero gives `na`.
- A number never becomes a condition by itself: write `x != 0`.
- A constant is known from the text, an input when the strategy starts, a series bar by bar. Lengths and other parameters
  take constants, inputs and arithmetic over them; sources take series.

## Operators, loosest first

| operator | meaning |
|---|---|
| `test ? then : other` | a choice |
| `or`, `and`, `not` | conditions |
| `==` `!=`, then `<` `<=` `>` `>=` | comparison; numbers within 1e-10 of each other are equal, as in Pine |
| `+` `-`, then `*` `/` `%` | arithmetic |
| `-x` | negation |
| `x[n]` | the value n bars ago, n a whole number or an int input |
| `f(a, name=b)` | a call, positional arguments first |
| `f(a).output` | one result of an indicator with several; without it, the first |

Pine's short forms hold: `highest(10)` is `highest(high, 10)`, `rsi(14)` is `rsi(close, 14)`.

"""
TIMEFRAMES = """\
## Other timeframes

`on("1h", x)` is computed on hourly bars and gives, on each bar, the value at the last hourly bar that had closed by then.
It never sees the forming bar, so history and live trading agree. The timeframe is a multiple of the strategy's own.
Named series inside are computed on the other timeframe as well. One `on` cannot stand inside another.

"""


def render_page() -> str:
    """Return the page of the language."""
    names = "\n".join(f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in BAR_NAMES.items())
    functions = "\n".join(
        f"| `{name}` | {one.least if one.least == one.most else f'{one.least} to {one.most}'} | {one.meaning} |"
        for name, one in FUNCTIONS.items()
    )
    examples = "\n".join(f"| `{render(parse(text))}` | {meaning} |" for text, meaning in EXAMPLES)
    return (
        f"{HEAD}## Names of the bar\n\n| name | kind | meaning |\n|---|---|---|\n{names}\n\n"
        "## Functions\n\nBeside the library. With one argument, `max` and `min` are the library's: the extreme of all bars."
        "\n\n"
        f"| function | arguments | meaning |\n|---|---|---|\n{functions}\n\n{TIMEFRAMES}"
        f"## Examples\n\n| expression | meaning |\n|---|---|\n{examples}\n\n## Limits\n\n{_limits()}"
    )


def _limits() -> str:
    rows = (
        ("characters of an expression", TEXT_MAX),
        ("depth of nesting", DEPTH_MAX),
        ("parts of an expression", NODES_MAX),
        ("bars that `x[n]` looks back", HISTORY_MAX),
        (
            "inputs, named series, components",
            f"{sections.INPUTS_MAX}, {sections.SERIES_MAX}, {sections.COMPONENTS_MAX}",
        ),
        ("depth of groups in rules", sections.GROUP_DEPTH_MAX),
        ("cost of a bar, in moving averages", f"{COST_MAX:g}"),
    )
    return "| what | at most |\n|---|---|\n" + "\n".join(f"| {what} | {most} |" for what, most in rows) + "\n"


def render_schema() -> str:
    """Return the schema as it is published."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    SCHEMA.write_text(render_schema(), encoding="utf-8")
    print(f"wrote {PAGE.name} and {SCHEMA.name}")
