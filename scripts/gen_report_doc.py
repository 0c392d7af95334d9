"""Writes docs/reference/report.md and report.schema.json from the figures' registry. A test fails when they differ."""

from __future__ import annotations

import json
from pathlib import Path

from tradewright.engine.report import report_schema
from tradewright.engine.report.figure import Figure, Group, group_of

ROOM = Path(__file__).parents[1] / "docs" / "reference"
PAGE, SCHEMA = ROOM / "report.md", ROOM / "report.schema.json"
HEAD = """\
# Backtest report

Made from `src/tradewright/engine/report/` by `make gen`; edit the figures there, not this page.

A report is one document of plain data, `tradewright.report/1` ([JSON Schema](report.schema.json)): decimals are strings,
times ISO 8601 UTC. A figure that has no value is `null`, and `undefined` holds the reason under the figure's path,
`ratios.sharpe` for example. Terminal, web page, HTML and CSV are drawn from it.

- Money is in account currency. A trade is one pair of an entry part and an exit part; profits are after commission.
- Days, weeks (from Monday), months and years are those of the bars' time zone; only days that have bars count.
- A year has 365 days for markets that never close, 252 for the others. The risk-free rate is 2 % a year unless set.
- Drawdown is measured from the highest close of equity so far, the initial capital included. "Inside bars" marks
  the position at each bar's extremes; a bar in which something filled counts at its close, for its path is not known here.
- Monte Carlo shuffles closed trades (Fisher and Yates; Marsaglia's xorshift, seeded) or leaves one in ten out; its
  drawdowns are those of closed trades, as a share of their peak.
- Cost sensitivity re-prices the trades made: with other costs some would not have happened.
- R is a trade's profit over what its initial stop put at stake, and over the average loss where no stop is known.
- TradingView names its periods and the ratio's formula, not every step. Ours: month ends of equity with open profit, sample
  deviation. Its figure may differ in the third decimal.
"""
TITLES: dict[Group, str] = {
    "summary": "All, long and short trades",
    "risk": "Risk",
    "ratios": "Ratios",
}


def render_page() -> str:
    """Return the whole page."""
    return HEAD + "".join(render_group(group, title) for group, title in TITLES.items())


def render_group(group: Group, title: str) -> str:
    rows = "".join(render_figure(each) for each in group_of(group))
    return f"\n## {title}\n\n| Figure | Name | Unit | Formula | Source |\n| --- | --- | --- | --- | --- |\n{rows}"


def render_figure(each: Figure) -> str:
    formula, source = (text.replace("|", "\\|") for text in (each.formula, each.source))
    return f"| {each.title} | `{each.name}` | {each.unit} | {formula} | {source} |\n"


def render_schema() -> str:
    """Return the schema as it is published."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page())
    SCHEMA.write_text(render_schema())
